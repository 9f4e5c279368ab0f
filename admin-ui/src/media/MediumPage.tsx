/** One medium: how it looks or sounds, what it says to who cannot tell, and which questions have it. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useQuery } from "@tanstack/react-query";
import { useGetOne, useTranslate } from "ra-core";
import { Link, useParams } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fact, Facts } from "../parts/Facts";
import { Fault } from "../parts/Fault";
import { UNEVEN } from "../parts/halves";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { languageName } from "../questions/languages";
import { StateMark } from "../questions/marks";
import type { Item } from "../questions/types";
import { Size } from "./MediaList";
import { Shown } from "./Shown";
import { MEDIA, type Medium } from "./types";

export function MediumPage() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const { data: medium, error, refetch } = useGetOne<Medium>("media", { id });
  if (!medium)
    return (
      <Page title={t("media.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  return (
    <Page title={t(`media.kinds.${medium.kind}`)} lead={<Id id={medium.id} whole />}>
      <Box sx={UNEVEN}>
        <Card>
          <Shown {...medium} />
        </Card>
        <Box sx={{ display: "grid", gap: 2 }}>
          <Card title={t("media.one")}>
            <Facts>
              <Fact name={t(`media.descriptions.${medium.kind}`)}>
                {medium.description ? <Words lang={medium.lang}>{medium.description}</Words> : t("media.unsaid")}
              </Fact>
              {medium.description && <Fact name={t("media.lang")}>{languageName(medium.lang)}</Fact>}
              <Fact name={t("media.kind")}>
                <code>{medium.mime}</code>
              </Fact>
              <Fact name={t("media.size")}>
                <Size of={medium} />
              </Fact>
              <Fact name={t("media.uploaded")}>
                <Time at={medium.created_at} />
              </Fact>
            </Facts>
          </Card>
          <Uses id={medium.id} />
        </Box>
      </Box>
    </Page>
  );
}

function Uses({ id }: { id: string }) {
  const t = useTranslate();
  const { data, error, refetch } = useQuery({
    queryKey: ["media", "uses", id],
    queryFn: () => ask<{ items: Item[] }>(`${MEDIA}/${id}/questions`, { query: { limit: 100 } }),
  });
  return (
    <Card title={t("media.used")}>
      <Fault error={error} onRetry={refetch} />
      {!data && !error && <Waiting rows={2} />}
      {data && !data.items.length && <Empty title={t("media.unused")}>{t("media.unused_help")}</Empty>}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 0.75 }}>
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
