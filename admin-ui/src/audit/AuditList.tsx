/** The audit log: who did what, when, from where and why, and what it changed. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Drawer from "@mui/material/Drawer";
import Typography from "@mui/material/Typography";
import { type RaRecord, useTranslate } from "ra-core";
import { useState } from "react";
import type { components } from "../api/schema";
import { ExportAction } from "../exports/ExportAction";
import { Compare } from "../parts/Compare";
import { Fact, Facts } from "../parts/Facts";
import { MomentFilter, TextFilter } from "../parts/Filters";
import { Id } from "../parts/Id";
import { List } from "../parts/List";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { ACTIONS, actionName, kindName } from "./names";

type Entry = components["schemas"]["AuditEntry"] & RaRecord;

export function AuditList() {
  const t = useTranslate();
  const [open, setOpen] = useState<Entry | null>(null);
  return (
    <>
      <List<Entry>
        resource="audit"
        title={t("nav.audit")}
        lead={t("audit.lead")}
        actions={<ExportAction subject="audit" />}
        filters={
          <>
            <TextFilter name="actor" label={t("audit.actor")} width={220} />
            <TextFilter
              name="action"
              label={t("audit.action")}
              width={220}
              suggested={ACTIONS.map((id) => ({ id, name: actionName(id, t) }))}
            />
            <TextFilter name="subject_kind" label={t("audit.kind")} width={150} />
            <TextFilter name="subject_id" label={t("audit.subject")} width={230} />
            <MomentFilter name="since" label={t("audit.since")} />
            <MomentFilter name="until" label={t("audit.until")} />
          </>
        }
        columns={[
          { name: "at", title: t("audit.at"), cell: (row) => <Time at={row.at} /> },
          { name: "actor", title: t("audit.actor"), cell: (row) => row.actor },
          {
            name: "action",
            title: t("audit.action"),
            cell: (row) => (
              <Button
                onClick={() => setOpen(row)}
                aria-label={t("audit.open", { action: actionName(row.action, t) })}
                sx={{ ml: -1.5, textAlign: "start" }}
              >
                {actionName(row.action, t)}
              </Button>
            ),
          },
          {
            name: "subject",
            title: t("audit.subject"),
            cell: (row) => (
              <>
                {kindName(row.subject_kind, t)}{" "}
                <Id id={row.subject_id} of={row.subject_kind} what={t("audit.subject")} />
              </>
            ),
          },
          { name: "reason", title: t("cms.reason"), cell: (row) => <Words>{row.reason ?? ""}</Words> },
          { name: "address", title: t("audit.address"), cell: (row) => row.address ?? "–" },
        ]}
        rowName={(row) => actionName(row.action, t)}
        empty={{ title: t("audit.empty") }}
      />
      <Drawer
        anchor="right"
        open={Boolean(open)}
        onClose={() => setOpen(null)}
        slotProps={{
          paper: {
            role: "dialog",
            "aria-modal": true,
            "aria-labelledby": "entry",
            sx: { width: "min(720px, 100vw)", p: 3 },
          } as object,
        }}
      >
        {open && <EntryView entry={open} onClose={() => setOpen(null)} />}
      </Drawer>
    </>
  );
}

function EntryView({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const t = useTranslate();
  return (
    <>
      <Box sx={{ display: "flex", alignItems: "center", mb: 2 }}>
        <Typography variant="h2" id="entry" sx={{ flex: 1 }}>
          {actionName(entry.action, t)}
        </Typography>
        <Button variant="outlined" onClick={onClose} autoFocus>
          {t("cms.close")}
        </Button>
      </Box>
      <Facts>
        <Fact name={t("audit.at")}>
          <Time at={entry.at} />
        </Fact>
        <Fact name={t("audit.actor")}>{entry.actor}</Fact>
        <Fact name={t("audit.code")}>
          <code>{entry.action}</code>
        </Fact>
        <Fact name={t("audit.subject")}>
          {kindName(entry.subject_kind, t)}{" "}
          <Id id={entry.subject_id} of={entry.subject_kind} what={t("audit.subject")} whole />
        </Fact>
        <Fact name={t("cms.reason")}>
          <Words>{entry.reason ?? "–"}</Words>
        </Fact>
        <Fact name={t("audit.address")}>{entry.address ?? "–"}</Fact>
        <Fact name={t("audit.agent")}>
          <Words>{entry.agent ?? "–"}</Words>
        </Fact>
        <Fact name={t("cms.request_id")}>{entry.request_id ? <Id id={entry.request_id} whole /> : "–"}</Fact>
      </Facts>
      <Box sx={{ mt: 3 }}>
        {entry.before === null && entry.after === null ? (
          <Box sx={{ color: "text.secondary" }}>{t("audit.read_only")}</Box>
        ) : (
          <Compare before={entry.before} after={entry.after} />
        )}
      </Box>
    </>
  );
}
