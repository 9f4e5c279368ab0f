/** One battle: who, what came of it, and all that was done in it. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { Link, useParams } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { useSlugs } from "../quizzes/categories";
import { ContestCard } from "./ContestCard";
import { Moves } from "./Moves";
import { StateMark } from "./marks";
import { Ratings } from "./Ratings";
import { Replay } from "./Replay";
import { Result } from "./Result";
import { BATTLES, type Battle } from "./types";
import { Void } from "./Void";

export function BattlePage() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const queries = useQueryClient();
  const { permissions } = usePermissions<string[]>();
  const key = ["battles", "one", id];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => ask<Battle>(`${BATTLES}/${encodeURIComponent(id)}`),
  });
  if (!data)
    return (
      <Page title={t("battles.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const name = data.players.map((one) => one.name).join(" – ");
  const voided = (found: Battle) => {
    queries.setQueryData(key, found);
    queries.invalidateQueries({ queryKey: ["battles", "getList"] });
  };
  const may = NEEDS.battles.write.some((one) => permissions?.includes(one));
  return (
    <Page
      title={<bdi dir="auto">{name}</bdi>}
      name={name}
      lead={<About battle={data} />}
      actions={may && data.state !== "void" && <Void battle={data} onVoided={voided} />}
    >
      <Fault error={error} onRetry={refetch} />
      <Box sx={{ display: "grid", gap: 2 }}>
        <Result battle={data} />
        {data.rating_changes.length > 0 && <Ratings battle={data} />}
        {data.creative && <ContestCard battle={data} contest={data.creative} />}
        {data.mode === "quiz" && <Replay battle={data} />}
        {data.mode === "quiz" && <Moves battle={data} />}
      </Box>
    </Page>
  );
}

function About({ battle }: { battle: Battle }) {
  const t = useTranslate();
  const { nameOf } = useSlugs();
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
      <StateMark state={battle.state} />
      <span>{t(`battles.modes.${battle.mode}`)}</span>
      <bdi>{battle.category ? nameOf(battle.category) : t("battles.any")}</bdi>
      <span>{t(`battles.kinds.${battle.kind}`)}</span>
      <span>{t(battle.ranked ? "battles.ranked" : "battles.unranked")}</span>
      <span>
        {t("battles.started")} <Time at={battle.started_at} />
      </span>
      {battle.ended_at && (
        <span>
          {t("battles.ended")} <Time at={battle.ended_at} />
        </span>
      )}
      {battle.ghost_of && (
        <MuiLink component={Link} to={`/battles/${battle.ghost_of}`}>
          {t("battles.ghost_of")}
        </MuiLink>
      )}
      <Id id={battle.id} whole />
    </Box>
  );
}
