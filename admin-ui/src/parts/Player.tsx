/** A player by name, with the way to their page; one who was erased has neither. */

import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";

export function Player({ id, name }: { id: string; name: string | null }) {
  const t = useTranslate();
  if (name === null) return <span>{t("cms.erased")}</span>;
  return (
    <MuiLink component={Link} to={`/players/${id}`} sx={{ whiteSpace: "nowrap" }}>
      <bdi dir="auto">{name}</bdi>
    </MuiLink>
  );
}
