import Box from "@mui/material/Box";
import { useGetOne, usePermissions, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { Delete } from "../parts/Delete";
import { Editor } from "../parts/Editor";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { Preview } from "../templates/Preview";
import type { Template } from "../templates/types";
import { Fields } from "./Fields";
import { StateMark } from "./marks";
import { Steps } from "./Steps";
import { type Campaign, RUNS } from "./types";

const OFTEN_MS = 2_000;

export function CampaignEdit() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const {
    data: campaign,
    error,
    refetch,
  } = useGetOne<Campaign>(
    "campaigns",
    { id },
    { refetchInterval: ({ state }) => (state.data && RUNS.includes(state.data.state) ? OFTEN_MS : false) },
  );
  const { data: template } = useGetOne<Template>(
    "templates",
    { id: campaign?.template_id ?? "" },
    { enabled: campaign !== undefined, retry: false },
  );
  if (!campaign)
    return (
      <Page title={t("campaigns.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const writes = NEEDS.campaigns.write.some((one) => permissions?.includes(one));
  const isDraft = campaign.state === "draft";
  return (
    <Page
      title={<bdi dir="auto">{campaign.name}</bdi>}
      name={campaign.name}
      lead={
        <Box sx={{ display: "flex", gap: 1.25, alignItems: "center" }}>
          <StateMark state={campaign.state} />
          <span>{campaign.author}</span>
          <Id id={String(campaign.id)} />
        </Box>
      }
    >
      <Box sx={{ display: "grid", gap: 2 }}>
        <Editor
          key={campaign.state === "draft" ? "draft" : "fixed"}
          resource="campaigns"
          id={String(campaign.id)}
          readOnly={!writes || !isDraft}
          buttons={isDraft && <Delete resource="campaigns" record={campaign} />}
        >
          <Box sx={{ display: "grid", gap: 2 }}>
            <Steps campaign={campaign} readOnly={!writes} />
            <Fields readOnly={!writes || !isDraft} />
          </Box>
        </Editor>
        {template && <Preview template={template} given={campaign.values as Record<string, string | number>} />}
      </Box>
    </Page>
  );
}
