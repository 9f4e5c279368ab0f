/** What partners' statements and our books do not agree on, and what became of it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { NEEDS } from "../auth/needs";
import { tokenWords } from "../catalogue/rules";
import { ChoiceFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { PARTNERS } from "../redemptions/types";
import { Resolve } from "./Resolve";
import { Subject } from "./Subject";
import { type Break, KINDS, STATES, TONES } from "./types";

export function BreakList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const [resolved, setResolved] = useState<Break | null>(null);
  const named = (names: readonly string[], key: string) => names.map((id) => ({ id, name: t(`${key}.${id}`) }));
  const may = NEEDS.breaks.write.some((one) => permissions?.includes(one));
  return (
    <>
      <List<Break>
        resource="breaks"
        exported="breaks"
        title={t("nav.breaks")}
        lead={t("breaks.lead")}
        filterDefaults={{ state: "open" }}
        filters={
          <>
            <ChoiceFilter name="state" label={t("breaks.state")} choices={named(STATES, "breaks.states")} width={140} />
            <ChoiceFilter
              name="partner"
              label={t("catalogue.partner")}
              choices={named(PARTNERS, "catalogue.partners")}
              width={190}
            />
            <ChoiceFilter name="kind" label={t("breaks.kind")} choices={named(KINDS, "breaks.kinds")} width={220} />
          </>
        }
        columns={[
          {
            name: "kind",
            title: t("breaks.kind"),
            width: "26%",
            cell: (row) => (
              <Box sx={{ minWidth: 170 }}>
                <Box sx={{ fontWeight: 600 }}>{t(`breaks.kinds.${row.kind}`)}</Box>
                <Subject of={row} />
              </Box>
            ),
          },
          { name: "partner", title: t("catalogue.partner"), cell: (row) => t(`catalogue.partners.${row.partner}`) },
          { name: "theirs", title: t("breaks.theirs"), cell: (row) => <Words>{row.theirs || "–"}</Words> },
          { name: "ours", title: t("breaks.ours"), cell: (row) => <Words>{row.ours || "–"}</Words> },
          { name: "tokens", title: t("breaks.tokens"), align: "right", cell: (row) => tokenWords(row.tokens) },
          {
            name: "age",
            title: t("breaks.age"),
            cell: (row) => (
              <>
                <Mark tone={row.resolved_at ? "plain" : TONES[row.age]}>{t(`breaks.ages.${row.age}`)}</Mark>{" "}
                <Time at={row.opened_at} style="ago" />
              </>
            ),
          },
          {
            name: "outcome",
            title: t("breaks.outcome"),
            cell: (row) => <Outcome of={row} onResolve={may ? () => setResolved(row) : undefined} />,
          },
        ]}
        rowName={(row) => t(`breaks.kinds.${row.kind}`)}
        empty={{ title: t("breaks.empty"), text: t("breaks.empty_help") }}
      />
      {resolved && <Resolve found={resolved} onClose={() => setResolved(null)} />}
    </>
  );
}

function Outcome({ of: one, onResolve }: { of: Break; onResolve: (() => void) | undefined }) {
  const t = useTranslate();
  if (one.resolution)
    return (
      <>
        {t(`breaks.resolutions.${one.resolution}`, { _: one.resolution })} <Time at={one.resolved_at} style="ago" />
        {one.reason && (
          <Box sx={{ fontSize: "0.82rem" }}>
            <Words>{one.reason}</Words>
          </Box>
        )}
      </>
    );
  return onResolve ? (
    <Button variant="outlined" onClick={onResolve}>
      {t("breaks.resolve")}
    </Button>
  ) : (
    <span>–</span>
  );
}
