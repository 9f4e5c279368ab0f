import { useTranslate } from "ra-core";
import { Mark } from "../parts/Mark";
import { type State, TONES } from "./types";

export function StateMark({ state }: { state: State }) {
  const t = useTranslate();
  return <Mark tone={TONES[state]}>{t(`referrals.states.${state}`)}</Mark>;
}
