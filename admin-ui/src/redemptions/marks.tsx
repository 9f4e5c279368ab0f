import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Mark } from "../parts/Mark";
import { Words } from "../parts/Words";
import { type Line, type State, TONES } from "./types";

export function StateMark({ state }: { state: State }) {
  const t = useTranslate();
  return <Mark tone={TONES[state]}>{t(`redemptions.states.${state}`)}</Mark>;
}

/** Who asked for it, as far as they are still there. */
export function Player({ of }: { of: Pick<Line, "player" | "player_id"> }) {
  const t = useTranslate();
  if (of.player === null) return <span>{t("redemptions.erased")}</span>;
  return (
    <MuiLink component={Link} to={`/players/${of.player_id}`}>
      <Words>{of.player}</Words>
    </MuiLink>
  );
}
