/** The last audits of the books. */

import Box from "@mui/material/Box";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { type Audit, LEDGER } from "./types";

export function Audits() {
  const t = useTranslate();
  const { data, error, refetch } = useQuery({
    queryKey: ["ledger", "audits"],
    queryFn: () => ask<{ items: Audit[] }>(`${LEDGER}/audits`, { query: { limit: 5 } }),
  });
  return (
    <Card title={t("ledger.audits")}>
      <Box sx={{ color: "text.secondary", mb: 1 }}>{t("ledger.audits_lead")}</Box>
      <Fault error={error} onRetry={refetch} />
      {!data && !error && <Waiting rows={2} />}
      {data && !data.items.length && <Empty title={t("ledger.no_audits")} />}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1 }}>
        {data?.items.map((one) => (
          <li key={one.id}>
            <Mark tone={one.broken.length ? "bad" : "good"}>
              {one.broken.length
                ? t("ledger.broken", { n: one.broken.length, checked: one.checked })
                : t("ledger.whole", { checked: one.checked })}
            </Mark>{" "}
            <Time at={one.at} style="ago" />
            {one.broken.map((found) => (
              <Box key={found.name} sx={{ fontSize: "0.85rem" }}>
                {found.name}
              </Box>
            ))}
          </li>
        ))}
      </Box>
    </Card>
  );
}
