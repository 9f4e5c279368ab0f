import { useTranslate } from "ra-core";
import { Mark } from "../parts/Mark";
import type { Thread } from "./types";

/** Whether a thread waits for us, or else how it stands. */
export function StateMark({ of }: { of: Pick<Thread, "state" | "waiting_since"> }) {
  const t = useTranslate();
  if (of.waiting_since) return <Mark tone="warn">{t("threads.unanswered")}</Mark>;
  return <Mark>{t(`threads.states.${of.state}`)}</Mark>;
}
