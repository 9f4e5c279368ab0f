/** Who issues rewards: what is left of what we paid in, what waits, and what keeps orders from going there. */

import Box from "@mui/material/Box";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { PartnerCard } from "./PartnerCard";
import { KEY, PARTNERS, type Partner } from "./types";

const OFTEN_MS = 10_000;

export function PartnersPage() {
  const t = useTranslate();
  return (
    <Page title={t("nav.partners")} lead={t("partners.lead")} needs={NEEDS.partners.read}>
      <Content />
    </Page>
  );
}

function Content() {
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: () => ask<{ items: Partner[] }>(PARTNERS),
    refetchInterval: OFTEN_MS,
  });
  if (!data) return error ? <Fault error={error} onRetry={refetch} /> : <Waiting rows={3} />;
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Fault error={error} onRetry={refetch} />
      {data.items.map((one) => (
        <PartnerCard key={one.name} partner={one} />
      ))}
    </Box>
  );
}
