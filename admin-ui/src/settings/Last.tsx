import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import type { Switch } from "./names";

/** Who changed it last, when and why. */
export function Last({ of }: { of: Pick<Switch, "reason" | "changed_by" | "changed_at"> }) {
  const t = useTranslate();
  if (!of.changed_at) return t("settings.untouched");
  return (
    <Box>
      <Time at={of.changed_at} style="ago" />
      <Box sx={{ color: "text.secondary", fontSize: "0.82rem" }}>
        <Words>{t("settings.by", { name: of.changed_by ?? "–", reason: of.reason ?? "" })}</Words>
      </Box>
    </Box>
  );
}
