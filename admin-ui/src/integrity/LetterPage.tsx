/** One dead letter: why it could not be applied, its bytes, and its way on. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { Link, useParams } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Mark } from "../parts/Mark";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Replay } from "./Replay";
import { LETTERS, type Letter, lifeOf } from "./types";

export function LetterPage() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const queries = useQueryClient();
  const key = ["letters", "one", id];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => ask<Letter>(`${LETTERS}/${encodeURIComponent(id)}`),
  });
  const changed = (letter: Letter) => {
    queries.setQueryData(key, letter);
    queries.invalidateQueries({ queryKey: ["integrity"] });
  };
  return (
    <Page
      title={t("integrity.letter")}
      lead={
        <MuiLink component={Link} to="/integrity">
          {t("integrity.back")}
        </MuiLink>
      }
      needs={NEEDS.integrity.write}
      actions={data && !data.replayed_at && <Replay letter={data} onDone={changed} />}
    >
      <Fault error={error} onRetry={refetch} />
      {!data && !error && <Waiting />}
      {data && <Told of={data} />}
    </Page>
  );
}

function Told({ of }: { of: Letter }) {
  const t = useTranslate();
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Card>
        <Facts>
          <Fact name={t("integrity.state")}>
            {of.replayed_at ? (
              <>
                <Mark tone="good">{t("integrity.replayed")}</Mark> <Time at={of.replayed_at} />
              </>
            ) : (
              <Mark tone="warn">{t("integrity.whiches.waiting")}</Mark>
            )}
          </Fact>
          <Fact name={t("integrity.code")}>{of.code}</Fact>
          <Fact name={t("integrity.detail")}>{of.detail || "–"}</Fact>
          <Fact name={t("integrity.today")}>{of.unreadable ?? t("integrity.readable")}</Fact>
          <Fact name={t("integrity.event_id")}>
            {of.event_id ? (
              <>
                <Id id={of.event_id} what={t("integrity.event_id")} whole />{" "}
                <MuiLink component={Link} to={lifeOf(of.event_id)}>
                  {t("integrity.to_life")}
                </MuiLink>
              </>
            ) : (
              t("integrity.no_id")
            )}
          </Fact>
          <Fact name={t("integrity.place")}>{`${of.topic}/${of.partition} ${of.offset.toLocaleString("en")}`}</Fact>
          <Fact name={t("integrity.buried")}>
            <Time at={of.buried_at} />
          </Fact>
        </Facts>
      </Card>
      <Card title={t("integrity.bytes")}>
        <Box
          component="pre"
          role="region"
          tabIndex={0}
          aria-label={t("integrity.bytes")}
          dir="ltr"
          sx={({ colours: c }) => ({ m: 0, p: 1.5, overflowX: "auto", background: c.sunk, fontSize: "0.82rem" })}
        >
          {of.event ? JSON.stringify(of.event, null, 2) : of.text || t("integrity.forgotten")}
        </Box>
      </Card>
    </Box>
  );
}
