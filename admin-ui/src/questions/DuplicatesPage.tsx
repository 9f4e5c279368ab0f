/** Questions that are there more than once, side by side. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { Languages, StateMark } from "./marks";
import type { Duplicates } from "./types";

interface Groups {
  items: Duplicates[];
  next: string | null;
}

export function DuplicatesPage() {
  const t = useTranslate();
  const query = useInfiniteQuery({
    queryKey: ["questions", "duplicates"],
    queryFn: ({ pageParam }) =>
      ask<Groups>("/v1/admin/questions/duplicates", { query: { limit: 20, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const groups = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t("questions.duplicates")} lead={t("questions.duplicates_lead")}>
      <Fault error={query.error} onRetry={() => query.refetch()} />
      {query.isPending && !query.error && <Waiting />}
      {query.data && !groups.length && <Empty title={t("questions.no_duplicates")} />}
      <Box sx={{ display: "grid", gap: 2 }}>
        {groups.map((group) => (
          <Card key={group.questions[0]?.id} title={t("questions.copies", { smart_count: group.count })}>
            <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1 }}>
              {group.questions.map((one) => (
                <Box
                  component="li"
                  key={one.id}
                  sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, alignItems: "center" }}
                >
                  <MuiLink component={Link} to={`/questions/${one.id}`} sx={{ flex: "1 1 20rem", fontWeight: 600 }}>
                    <Words lang={one.lang}>{one.stem}</Words>
                  </MuiLink>
                  <StateMark state={one.state} />
                  <span>{one.category.name}</span>
                  <Languages of={one.translations} />
                  <Time at={one.created_at} style="date" />
                </Box>
              ))}
            </Box>
          </Card>
        ))}
      </Box>
      {query.hasNextPage && (
        <Box sx={{ mt: 2, textAlign: "center" }}>
          <Button variant="outlined" onClick={() => query.fetchNextPage()} disabled={query.isFetchingNextPage}>
            {t("cms.more")}
          </Button>
        </Box>
      )}
    </Page>
  );
}
