/** Since when something waits, and until when it should. */

import { useTranslate } from "ra-core";
import { Fact, Facts } from "../parts/Facts";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import type { Work } from "./types";

export function Due({ of: { since, due_at, late } }: { of: Pick<Work, "since" | "due_at" | "late"> }) {
  const t = useTranslate();
  return (
    <Facts>
      <Fact name={t("queues.waits_since")}>
        <Time at={since} style="ago" />
      </Fact>
      <Fact name={t("queues.due")}>
        <DueTime at={due_at} late={late} />
      </Fact>
    </Facts>
  );
}

/** The moment of a target; a mark, in words, where it is over. */
export function DueTime({ at, late }: { at: string; late: boolean }) {
  const t = useTranslate();
  return (
    <>
      <Time at={at} style="ago" /> {late && <Mark tone="bad">{t("queues.late")}</Mark>}
    </>
  );
}
