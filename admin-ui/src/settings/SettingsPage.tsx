/** What is stopped, and from where on more care is taken. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { NEEDS } from "../auth/needs";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { useSettings } from "./calls";
import { Switches } from "./Switches";
import { Thresholds } from "./Thresholds";

export function SettingsPage() {
  const t = useTranslate();
  return (
    <Page title={t("nav.settings")} lead={t("settings.lead")} needs={NEEDS.settings.read}>
      <Content />
    </Page>
  );
}

function Content() {
  const { data: seen, error, refetch } = useSettings();
  if (!seen) return error ? <Fault error={error} onRetry={refetch} /> : <Waiting />;
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Switches seen={seen} />
      <Thresholds seen={seen} />
    </Box>
  );
}
