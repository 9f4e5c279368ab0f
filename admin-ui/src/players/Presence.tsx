import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import type { Overview } from "./types";

/** Whether a player is there; null: it cannot be told now. */
export function Presence({ of }: { of: Overview["presence"] }) {
  const t = useTranslate();
  if (!of) return <span>{t("players.presence_unknown")}</span>;
  if (of.state !== "offline")
    return <Mark tone={of.state === "in_battle" ? "info" : "good"}>{t(`players.presences.${of.state}`)}</Mark>;
  return (
    <Box component="span" sx={{ color: "text.secondary" }}>
      {of.last_seen_at ? (
        <>
          {t("players.last_seen")} <Time at={of.last_seen_at} style="ago" />
        </>
      ) : (
        t("players.presences.offline")
      )}
    </Box>
  );
}
