/** What waits, at a glance, for whoever comes in. */

import Box from "@mui/material/Box";
import { useGetIdentity, usePermissions, useTranslate } from "ra-core";
import { Page } from "../parts/Page";
import { ContentWaits, Figures } from "./Figures";
import { Waits } from "./Waits";

export function Home() {
  const t = useTranslate();
  const { identity } = useGetIdentity();
  const { permissions } = usePermissions<string[]>();
  return (
    <Page title={t("nav.home")} lead={identity && <bdi dir="auto">{t("home.hello", { name: identity.fullName })}</bdi>}>
      <Box sx={{ display: "grid", gap: 2 }}>
        {permissions?.includes("operations.read") && (
          <>
            <Figures />
            <ContentWaits />
          </>
        )}
        {permissions && <Waits permissions={permissions} />}
      </Box>
    </Page>
  );
}
