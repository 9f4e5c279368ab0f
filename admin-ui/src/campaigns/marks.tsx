import { useTranslate } from "ra-core";
import { Mark, type Tone } from "../parts/Mark";
import type { State } from "./types";

const TONES: Record<State, Tone> = {
  draft: "plain",
  scheduled: "info",
  planning: "info",
  sending: "info",
  paused: "warn",
  sent: "good",
  cancelled: "bad",
};

export function StateMark({ state }: { state: State }) {
  const t = useTranslate();
  return <Mark tone={TONES[state]}>{t(`campaigns.states.${state}`)}</Mark>;
}
