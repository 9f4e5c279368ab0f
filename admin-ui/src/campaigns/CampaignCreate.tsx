import { useTranslate } from "ra-core";
import { NEEDS } from "../auth/needs";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { Fields } from "./Fields";

const DEFAULTS = { name: "", template_id: null, values: {}, segment_id: null, filter: null, rate: 200 };

export function CampaignCreate() {
  const t = useTranslate();
  return (
    <Page title={t("campaigns.create")} lead={t("campaigns.create_lead")} needs={NEEDS.campaigns.write}>
      <Editor resource="campaigns" defaults={DEFAULTS}>
        <Fields />
      </Editor>
    </Page>
  );
}
