/** The last run of each audit, and the ledger's newest seal. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { duration } from "../parts/moments";
import { Line, Table } from "../parts/Table";
import { Time } from "../parts/Time";
import type { Run, Seen } from "./types";

const KINDS = ["pipeline", "ledger", "boards"] as const satisfies readonly Run["kind"][];

export function Audits({ of }: { of: Seen }) {
  const t = useTranslate();
  const broken = of.audits.flatMap((run) => run.broken.map((found) => ({ ...found, kind: run.kind })));
  return (
    <Card title={t("integrity.audits")}>
      <Box sx={{ color: "text.secondary", mb: 1, fontSize: "0.85rem" }}>{t("integrity.audits_means")}</Box>
      <Table head={[t("integrity.audit"), t("integrity.found"), t("integrity.when"), t("integrity.took")]}>
        {KINDS.map((kind) => {
          const run = of.audits.find((one) => one.kind === kind);
          return (
            <Line
              key={kind}
              name={t(`integrity.kinds.${kind}`)}
              cells={
                run
                  ? [<Found key="found" run={run} />, <Time key="at" at={run.at} style="ago" />, duration(run.took_ms)]
                  : [t("integrity.never"), "–", "–"]
              }
            />
          );
        })}
        {of.seals && (
          <Line
            name={t("integrity.seals")}
            cells={[
              <Mark key="hold" tone={of.seals.hold === null ? "plain" : of.seals.hold ? "good" : "bad"}>
                {t(`integrity.hold.${of.seals.hold}`, { n: of.seals.number.toLocaleString("en") })}
              </Mark>,
              <Time key="at" at={of.seals.at} style="ago" />,
              "–",
            ]}
          />
        )}
      </Table>
      {broken.length > 0 && (
        <Box component="ul" sx={{ mb: 0 }}>
          {broken.map((found) => (
            <li key={`${found.kind} ${found.name}`}>
              {found.name}: {t("integrity.rows", { smart_count: found.broken })}
            </li>
          ))}
        </Box>
      )}
    </Card>
  );
}

function Found({ run }: { run: Run }) {
  const t = useTranslate();
  const n = run.broken.length;
  return (
    <Mark tone={n ? "bad" : "good"}>
      {n ? t("ledger.broken", { n, checked: run.checked }) : t("ledger.whole", { checked: run.checked })}
    </Mark>
  );
}
