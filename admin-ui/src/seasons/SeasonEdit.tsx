/** A season: changed until it is over, and afterwards its final standings. */

import Box from "@mui/material/Box";
import { useGetOne, usePermissions, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { Card } from "../parts/Card";
import { Delete } from "../parts/Delete";
import { Editor } from "../parts/Editor";
import { Fact, Facts } from "../parts/Facts";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { nested } from "../questions/rules";
import { Fields } from "./Fields";
import { PrizeWords } from "./PrizeWords";
import { faults, type SeasonDraft } from "./rules";
import { dayWords, Phase } from "./SeasonList";
import { Standings } from "./Standings";
import { type Season, today } from "./types";

export function SeasonEdit() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { data: season, error, refetch } = useGetOne<Season>("seasons", { id: Number(id) });
  if (!season)
    return (
      <Page title={t("seasons.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const over = season.phase === "closing" || season.phase === "sealed";
  return (
    <Page
      title={<bdi dir="auto">{season.name}</bdi>}
      name={season.name}
      lead={
        <>
          <Phase phase={season.phase} /> {over && t("seasons.over")}
        </>
      }
    >
      <Box sx={{ display: "grid", gap: 2 }}>
        {over || !permissions?.includes("content.write") ? (
          <About season={season} />
        ) : (
          <Change season={season} begun={season.phase !== "upcoming"} />
        )}
        {over && <Standings season={season} />}
      </Box>
    </Page>
  );
}

function About({ season }: { season: Season }) {
  const t = useTranslate();
  return (
    <Card title={t("seasons.one")}>
      <Facts>
        <Fact name={t("seasons.first")}>{dayWords(season.first)}</Fact>
        <Fact name={t("seasons.last")}>{dayWords(season.last)}</Fact>
        <Fact name={t("seasons.prizes")}>
          <PrizeWords prizes={season.prizes} />
        </Fact>
        <Fact name={t("seasons.sealed_at")}>
          <Time at={season.sealed_at} none="–" />
        </Fact>
      </Facts>
    </Card>
  );
}

function Change({ season, begun }: { season: Season; begun: boolean }) {
  return (
    <Editor
      resource="seasons"
      id={String(season.id)}
      validate={(values) => nested(faults(values as unknown as SeasonDraft, today(), begun))}
      buttons={
        !begun && (
          <>
            <Box sx={{ flex: 1 }} />
            <Delete resource="seasons" record={season} />
          </>
        )
      }
    >
      <Fields begun={begun} />
    </Editor>
  );
}
