import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Mark } from "../parts/Mark";
import { Words } from "../parts/Words";
import { type State, TONES } from "./types";

export function StateMark({ state }: { state: State }) {
  const t = useTranslate();
  return <Mark tone={TONES[state]}>{t(`referrals.states.${state}`)}</Mark>;
}

/** One of the two, as far as they are still there. */
export function Side({ id, name }: { id: string; name: string | null }) {
  const t = useTranslate();
  if (name === null) return <span>{t("referrals.erased")}</span>;
  return (
    <MuiLink component={Link} to={`/players/${id}`} sx={{ whiteSpace: "nowrap" }}>
      <Words>{name}</Words>
    </MuiLink>
  );
}
