/** A quiz battle round by round: the question, both answers with their times and points, and what happened beside. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Shown } from "../media/Shown";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Mark } from "../parts/Mark";
import { duration } from "../parts/moments";
import { Words } from "../parts/Words";
import { byRound, texts } from "./rules";
import type { Battle, Moment, Round } from "./types";

const PLAIN = { m: 0, p: 0, listStyle: "none", display: "grid", gap: 0.75 } as const;

export function Replay({ battle }: { battle: Battle }) {
  const t = useTranslate();
  const { before, of } = byRound(battle.rounds, battle.moments);
  return (
    <>
      {battle.fault && <Card title={t("battles.replay")}>{t("battles.fault", { fault: battle.fault })}</Card>}
      {!battle.fault && !battle.rounds.length && (
        <Card title={t("battles.replay")}>
          <Empty title={t("battles.none_played")} />
        </Card>
      )}
      {before.length > 0 && (
        <Card title={t("battles.before")}>
          <Moments battle={battle} moments={before} since={0} />
        </Card>
      )}
      {battle.rounds.map((round, at) => (
        <One key={round.no} battle={battle} round={round} moments={of[at] ?? []} />
      ))}
    </>
  );
}

function One({ battle, round, moments }: { battle: Battle; round: Round; moments: Moment[] }) {
  const t = useTranslate();
  const { question } = round;
  const took = round.closed_ms === null ? null : duration(round.closed_ms - round.opened_ms);
  return (
    <Card
      title={
        <>
          {t("battles.round", { n: round.no + 1 })}
          {round.multiplier > 1 && <> · {t("battles.doubled")}</>}
        </>
      }
      actions={
        <>
          <Box component="span" sx={{ color: "text.secondary" }}>
            {took ? t("battles.took", { time: took }) : t("battles.cut")}
          </Box>
          <MuiLink component={Link} to={`/questions/${question.id}`}>
            {t("battles.question_page")}
          </MuiLink>
        </>
      }
    >
      <Box sx={{ display: "grid", gap: 1.5 }}>
        <Box sx={{ fontWeight: 650 }}>
          <Words lang={question.lang}>{question.stem}</Words>
        </Box>
        {question.media && (
          <Shown {...question.media} description={question.media.alt ?? question.media.transcript ?? ""} />
        )}
        <Box component="ul" sx={{ m: 0, pl: 3 }}>
          {question.options.map((option) => (
            <li key={option.id}>
              <Words lang={question.lang}>{option.text}</Words>{" "}
              {round.solution.includes(option.id) && <Mark tone="good">{t("battles.solution")}</Mark>}
            </li>
          ))}
        </Box>
        <Box component="ul" sx={PLAIN}>
          {battle.players.map((player, side) => (
            <li key={player.id}>
              <Answer name={player.name} round={round} answer={round.answers[side] ?? null} />
            </li>
          ))}
        </Box>
        {moments.length > 0 && <Moments battle={battle} moments={moments} since={round.opened_ms} />}
      </Box>
    </Card>
  );
}

function Answer({ name, round, answer }: { name: string; round: Round; answer: Round["answers"][number] | null }) {
  const t = useTranslate();
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "baseline" }}>
      <Box sx={{ minWidth: "9rem", fontWeight: 600 }}>
        <Words>{name}</Words>
      </Box>
      {answer ? (
        <>
          <Mark tone={answer.correct ? "good" : "bad"}>{t(answer.correct ? "battles.right" : "battles.wrong")}</Mark>
          <Words lang={round.question.lang}>{texts(round, answer.response)}</Words>
          <Box component="span" sx={{ color: "text.secondary" }}>
            {t("battles.answered", { time: duration(answer.elapsed_ms), points: answer.points })}
          </Box>
        </>
      ) : (
        <Box component="span" sx={{ color: "text.secondary" }}>
          {t("battles.no_answer")}
        </Box>
      )}
    </Box>
  );
}

function Moments({ battle, moments, since }: { battle: Battle; moments: Moment[]; since: number }) {
  const t = useTranslate();
  return (
    <Box
      component="ul"
      aria-label={t("battles.beside")}
      sx={{ ...PLAIN, fontSize: "0.85rem", color: "text.secondary" }}
    >
      {moments.map((one, at) => (
        <li key={at}>
          {duration(Math.max(0, one.at_ms - since))} ·{" "}
          {one.side !== null && (
            <>
              <bdi dir="auto">{battle.players[one.side]?.name}</bdi>{" "}
            </>
          )}
          {t(`battles.moments.${one.kind}`, { emote: one.emote ? t(`battles.emotes.${one.emote}`) : "" })}
        </li>
      ))}
    </Box>
  );
}
