/** A quiz that stays as it was announced, to be read and tried. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { duration } from "../parts/moments";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { languageName } from "../questions/languages";
import { useSlugs } from "./categories";
import { Tryout } from "./Tryout";
import type { Sheet, Try } from "./types";

export function QuizView({ sheet }: { sheet: Sheet }) {
  const t = useTranslate();
  const { nameOf } = useSlugs();
  const [tried, setTried] = useState(false);
  const load = (lang: string | null) => ask<Try>(`/v1/admin/quizzes/${sheet.id}/try`, { query: { lang } });
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Card
        title={t("quizzes.about")}
        actions={
          <Button variant="outlined" onClick={() => setTried(true)}>
            {t("quizzes.try")}
          </Button>
        }
      >
        <Facts>
          <Fact name={t("quizzes.category")}>
            <Words>{nameOf(sheet.category)}</Words>
          </Fact>
          <Fact name={t("quizzes.opens_at")}>
            <Time at={sheet.opens_at} />
          </Fact>
          <Fact name={t("quizzes.closes_at")}>
            <Time at={sheet.closes_at} />
          </Fact>
          <Fact name={t("quizzes.languages")}>{sheet.langs.map(languageName).join(", ")}</Fact>
          <Fact name={t("quizzes.players")}>{sheet.players.toLocaleString("en")}</Fact>
          {sheet.pace && (
            <>
              <Fact name={t("quizzes.question_s")}>{duration(sheet.pace.question_ms)}</Fact>
              <Fact name={t("quizzes.reveal_s")}>{duration(sheet.pace.reveal_ms)}</Fact>
              <Fact name={t("quizzes.elimination")}>
                {t(sheet.pace.elimination ? "quizzes.elimination_on" : "quizzes.elimination_off")}
              </Fact>
            </>
          )}
        </Facts>
        {sheet.mode === "daily" && (
          <Box sx={{ mt: 2 }}>
            {t("quizzes.daily_lead")}{" "}
            <MuiLink component={Link} to={`/daily?month=${sheet.opens_at.slice(0, 7)}&category=${sheet.category}`}>
              {t("quizzes.to_calendar")}
            </MuiLink>
          </Box>
        )}
      </Card>
      <Card title={`${t("quizzes.questions")} (${sheet.count})`}>
        <Box component="ol" sx={{ m: 0, pl: 3, display: "grid", gap: 0.75 }}>
          {sheet.questions.map((one) => (
            <li key={one.id}>
              <MuiLink component={Link} to={`/questions/${one.id}`}>
                <Words>{one.stem}</Words>
              </MuiLink>{" "}
              <Box component="span" sx={{ color: "text.secondary", fontSize: "0.82rem" }}>
                {t(`questions.kinds.${one.kind}`)}
              </Box>
            </li>
          ))}
        </Box>
      </Card>
      {tried && <Tryout load={load} onClose={() => setTried(false)} />}
    </Box>
  );
}
