import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Id } from "../parts/Id";
import type { Break } from "./types";

/** The redemption, or what the partner calls it. */
export function Subject({ of: one }: { of: Break }) {
  const t = useTranslate();
  if (!one.redemption_id) return <Id id={one.partner_id ?? one.subject} what={t("breaks.subject")} />;
  return (
    <MuiLink component={Link} to={`/redemptions/${one.redemption_id}`}>
      {t("breaks.redemption")} …{one.redemption_id.slice(-8)}
    </MuiLink>
  );
}
