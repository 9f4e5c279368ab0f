import { useTranslate } from "ra-core";
import { Mark, type Tone } from "../parts/Mark";
import type { State } from "./types";

const TONES: Record<State, Tone> = { draft: "plain", published: "good", retired: "warn" };

export function StateMark({ state }: { state: State }) {
  const t = useTranslate();
  return <Mark tone={TONES[state]}>{t(`prompts.states.${state}`)}</Mark>;
}
