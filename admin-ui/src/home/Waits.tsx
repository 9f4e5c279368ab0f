import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { UNEVEN } from "../parts/halves";
import { Stat } from "../parts/Stat";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { StateMark } from "../questions/marks";
import type { Item } from "../questions/types";
import { QUEUES, type Queue } from "../queues/types";

const filtered = (filter: object) => `/questions?filter=${encodeURIComponent(JSON.stringify(filter))}`;

/** Cases by queue, and questions that somebody has to look at. */
export function Waits({ permissions }: { permissions: readonly string[] }) {
  return (
    <Box sx={UNEVEN}>
      {permissions.some((one) => one.startsWith("cases.")) && <Cases />}
      {permissions.includes("content.read") && <Reviews />}
    </Box>
  );
}

function Cases() {
  const t = useTranslate();
  const { data } = useQuery({
    queryKey: ["queues"],
    queryFn: () => ask<{ items: Queue[] }>(QUEUES, { poll: true }),
    refetchInterval: 5_000,
  });
  return (
    <Card title={t("home.cases")}>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 4 }}>
        {data?.items.map((one) => (
          <Box key={one.queue}>
            <Stat
              name={
                <MuiLink component={Link} to={`/queues/${one.queue}`}>
                  {t(`queues.names.${one.queue}`)}
                </MuiLink>
              }
              value={one.waiting}
              tone={one.waiting ? "warn" : undefined}
            />
            {one.oldest_at && (
              <Box sx={{ fontSize: "0.8rem", color: "text.secondary" }}>
                {t("queues.oldest")} <Time at={one.oldest_at} style="ago" />
              </Box>
            )}
          </Box>
        ))}
      </Box>
    </Card>
  );
}

function Reviews() {
  const t = useTranslate();
  const path = "/v1/admin/questions";
  const { data } = useQuery({
    queryKey: ["questions", "home"],
    queryFn: () => ask<{ items: Item[] }>(path, { query: { state: "review", limit: 6 }, poll: true }),
    refetchInterval: 30_000,
  });
  return (
    <Card
      title={t("home.reviews")}
      actions={
        <Box sx={{ display: "flex", gap: 2 }}>
          <MuiLink component={Link} to={filtered({ flagged: "true" })}>
            {t("questions.flagged")}
          </MuiLink>
          <MuiLink component={Link} to={filtered({ reported: "true" })}>
            {t("questions.reported")}
          </MuiLink>
        </Box>
      }
    >
      {data && !data.items.length && <Box sx={{ color: "text.secondary" }}>{t("home.no_reviews")}</Box>}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1 }}>
        {data?.items.map((one) => (
          <Box component="li" key={one.id} sx={{ display: "flex", gap: 1, alignItems: "center" }}>
            <MuiLink component={Link} to={`/questions/${one.id}`} sx={{ flex: 1, minWidth: 0 }}>
              <Words lang={one.lang} line>
                {one.stem}
              </Words>
            </MuiLink>
            <StateMark state={one.state} />
          </Box>
        ))}
      </Box>
    </Card>
  );
}
