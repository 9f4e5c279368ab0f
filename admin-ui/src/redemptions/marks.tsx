import { useTranslate } from "ra-core";
import { Mark } from "../parts/Mark";
import { Player as Named } from "../parts/Player";
import { type Line, type State, TONES } from "./types";

export function StateMark({ state }: { state: State }) {
  const t = useTranslate();
  return <Mark tone={TONES[state]}>{t(`redemptions.states.${state}`)}</Mark>;
}

/** Who asked for it, as far as they are still there. */
export function Player({ of }: { of: Pick<Line, "player" | "player_id"> }) {
  return <Named id={of.player_id} name={of.player} />;
}
