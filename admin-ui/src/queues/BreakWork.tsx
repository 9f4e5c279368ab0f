/** A break of the inbox: what the two say, and the keys that say what became of it. */

import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Resolve } from "../breaks/Resolve";
import { Said } from "../breaks/Said";
import { BREAKS, type Break, RESOLUTIONS } from "../breaks/types";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Waiting } from "../parts/Waiting";
import { Due } from "./Due";
import { Panes } from "./Panes";
import { type Decided, pathOf } from "./taken";
import type { Work } from "./types";
import { Ways } from "./Ways";

interface Props {
  work: Work;
  onDecided: (found: Decided) => void;
  onLeft: () => void;
}

export function BreakWork({ work, onDecided, onLeft }: Props) {
  const t = useTranslate();
  const [way, setWay] = useState<(typeof RESOLUTIONS)[number] | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["breaks", work.id],
    queryFn: () => ask<Break>(`${BREAKS}/${work.id}`),
  });
  const done = (found: Break | null) => {
    if (!found) return onDecided({ path: null, what: t("queues.second") });
    const path = found.kind === "balance_drift" ? null : `${BREAKS}/${work.id}`;
    onDecided({ path, what: t(`breaks.resolutions.${found.resolution}`) });
  };
  return (
    <Panes
      beside={
        <Card title={t("queues.decide")}>
          <Due of={work} />
          <Ways
            path={pathOf({ kind: "break", work })}
            queue={work.queue}
            ways={RESOLUTIONS.map((one) => t(`breaks.resolutions.${one}`))}
            busy={Boolean(way)}
            onChoose={(at) => setWay(RESOLUTIONS[at] ?? null)}
            onLeft={onLeft}
          />
        </Card>
      }
    >
      <Card title={t(`breaks.kinds.${work.about}`)}>
        <Fault error={error} onRetry={refetch} />
        {data ? <Said of={data} /> : !error && <Waiting rows={3} />}
      </Card>
      {way && data && <Resolve found={data} first={way} onClose={() => setWay(null)} onResolved={done} />}
    </Panes>
  );
}
