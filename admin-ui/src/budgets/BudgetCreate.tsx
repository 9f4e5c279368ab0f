import Box from "@mui/material/Box";
import { useRedirect, useTranslate } from "ra-core";
import { NEEDS } from "../auth/needs";
import { sourceName } from "../ledger/types";
import { Card } from "../parts/Card";
import { Editor } from "../parts/Editor";
import { Choice, Moment, Text, Whole } from "../parts/fields";
import { Page } from "../parts/Page";
import { SOURCES } from "./types";

export function BudgetCreate() {
  const t = useTranslate();
  const redirect = useRedirect();
  const choices = SOURCES.map((id) => ({ id, name: sourceName(id, t) }));
  return (
    <Page title={t("budgets.create")} lead={t("budgets.create_lead")} needs={NEEDS.budgets.write}>
      <Editor
        resource="budgets"
        defaults={{ campaign: "", source: null, tokens_most: null, since: null, until: null, reason: "" }}
        onSaved={() => redirect("list", "budgets")}
      >
        <Card>
          <Box sx={{ display: "grid", gap: 2, maxWidth: 560 }}>
            <Text source="campaign" label={t("budgets.campaign")} most={80} required />
            <Choice source="source" label={t("budgets.source")} choices={choices} required />
            <Whole source="tokens_most" label={t("budgets.most")} least={1} required />
            <Moment source="since" label={t("budgets.since")} required />
            <Moment source="until" label={t("budgets.until")} required />
            <Text source="reason" label={t("cms.reason")} help={t("cms.reason_help")} most={500} lines={2} required />
          </Box>
        </Card>
      </Editor>
    </Page>
  );
}
