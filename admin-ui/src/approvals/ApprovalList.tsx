/** What takes a second person: asked for by one of the staff, approved or rejected by another. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { type RaRecord, useRefresh, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { actionName, kindName } from "../audit/names";
import type { Translate } from "../data/resource";
import { ExportAction } from "../exports/ExportAction";
import { Ask } from "../parts/Ask";
import { Fact, Facts } from "../parts/Facts";
import { ChoiceFilter } from "../parts/Filters";
import { Id } from "../parts/Id";
import { List } from "../parts/List";
import { Mark, type Tone } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";

type Approval = components["schemas"]["Approval"] & RaRecord;
/** What a request is for, in few words, where its action leaves that open. */
function wanted({ action, payload }: Approval, t: Translate): string {
  if (action !== CREDIT) return "";
  return `${t(`ledger.kinds.${payload.kind}`)}: ${Number(payload.amount).toLocaleString("en")}`;
}

function said({ action }: Approval, name: string, value: unknown, t: Translate): string {
  if (action === CREDIT && name === "kind") return t(`ledger.kinds.${value}`);
  if (name === "why") return t(`approvals.why.${value}`, { _: value });
  if (typeof value === "number") return value.toLocaleString("en");
  return typeof value === "string" ? value : JSON.stringify(value);
}

type Verdict = "approve" | "reject";

const CREDIT = "players.credit";
/** What the action needs to know, and nobody to read: who asked stands there already. */
const OWN = ["by", "number", "version"];
const STATES = ["open", "approved", "rejected", "expired"];
const TONES: Record<string, Tone> = { open: "info", approved: "good", rejected: "bad", expired: "plain" };

export function ApprovalList() {
  const t = useTranslate();
  const [asked, setAsked] = useState<{ approval: Approval; verdict: Verdict } | null>(null);
  return (
    <>
      <List<Approval>
        resource="approvals"
        title={t("nav.approvals")}
        lead={t("approvals.lead")}
        actions={<ExportAction subject="approvals" />}
        filters={
          <ChoiceFilter
            name="state"
            label={t("approvals.state")}
            choices={STATES.map((id) => ({ id, name: t(`approvals.states.${id}`) }))}
          />
        }
        columns={[
          {
            name: "action",
            title: t("approvals.action"),
            cell: (row) => (
              <>
                {actionName(row.action, t)}
                <Box sx={{ color: "text.secondary", fontSize: "0.82rem" }}>{wanted(row, t)}</Box>
              </>
            ),
          },
          {
            name: "subject",
            title: t("approvals.subject"),
            cell: (row) => (
              <>
                <Subject of={row} />
              </>
            ),
          },
          { name: "reason", title: t("cms.reason"), cell: (row) => <Words>{row.reason}</Words> },
          { name: "requester", title: t("approvals.requester"), cell: (row) => row.requester },
          { name: "expires", title: t("approvals.expires"), cell: (row) => <Time at={row.expires_at} style="ago" /> },
          {
            name: "state",
            title: t("approvals.state"),
            cell: (row) => <Mark tone={TONES[row.state] ?? "plain"}>{t(`approvals.states.${row.state}`)}</Mark>,
          },
          {
            name: "do",
            title: t("approvals.decide"),
            cell: (row) =>
              row.may_decide ? (
                <Box sx={{ display: "flex", gap: 1 }}>
                  {(["approve", "reject"] as const).map((verdict) => (
                    <Button
                      key={verdict}
                      variant="outlined"
                      color={verdict === "reject" ? "error" : "primary"}
                      onClick={() => setAsked({ approval: row, verdict })}
                    >
                      {t(`approvals.${verdict}`)}
                    </Button>
                  ))}
                </Box>
              ) : (
                (row.decider ?? "–")
              ),
          },
        ]}
        rowName={(row) => actionName(row.action, t)}
        empty={{ title: t("approvals.empty") }}
      />
      {asked && <Decide {...asked} onClose={() => setAsked(null)} />}
    </>
  );
}

/** Thresholds have names; all else has ids. */
function Subject({ of, whole = false }: { of: Approval; whole?: boolean }) {
  const t = useTranslate();
  const kind = kindName(of.subject_kind, t);
  if (of.subject_kind === "threshold")
    return (
      <>
        {kind}: {t(`settings.measures.${of.subject_id}`, { _: of.subject_id })}
      </>
    );
  return (
    <>
      {kind} <Id id={of.subject_id} of={of.subject_kind} what={t("approvals.subject")} whole={whole} />
    </>
  );
}

function Decide({ approval, verdict, onClose }: { approval: Approval; verdict: Verdict; onClose: () => void }) {
  const t = useTranslate();
  const refresh = useRefresh();
  const act = async (note: string) => {
    await ask(`/v1/admin/approvals/${approval.id}/${verdict}`, { method: "POST", body: { note: note || null } });
    refresh();
  };
  return (
    <Ask
      open
      title={t(`approvals.${verdict}_title`)}
      verb={t(`approvals.${verdict}`)}
      danger={verdict === "reject"}
      reason="optional"
      reasonName={t("approvals.note")}
      onClose={onClose}
      act={act}
    >
      <Facts>
        <Fact name={t("approvals.action")}>{actionName(approval.action, t)}</Fact>
        <Fact name={t("approvals.subject")}>
          <Subject of={approval} whole />
        </Fact>
        <Fact name={t("approvals.requester")}>{approval.requester}</Fact>
        <Fact name={t("cms.reason")}>
          <Words>{approval.reason}</Words>
        </Fact>
        {Object.entries(approval.payload)
          .filter(([name, value]) => value !== null && !OWN.includes(name))
          .map(([name, value]) => (
            <Fact key={name} name={t(`approvals.payload.${name}`, { _: name })}>
              {said(approval, name, value, t)}
            </Fact>
          ))}
      </Facts>
    </Ask>
  );
}
