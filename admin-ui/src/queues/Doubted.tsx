import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { StateMark } from "../questions/marks";
import type { Case } from "./types";

/** The question that a case is about, with what players and their answers say of it. */
export function Doubted({ question }: { question: NonNullable<Case["question"]> }) {
  const t = useTranslate();
  return (
    <>
      <Card
        title={<Words>{question.stem}</Words>}
        actions={
          <MuiLink component={Link} to={`/questions/${question.id}`}>
            {t("queues.question_page")}
          </MuiLink>
        }
      >
        <Box sx={{ mb: 1, display: "flex", gap: 1 }}>
          <StateMark state={question.state} /> {t(`questions.kinds.${question.kind}`)} · {question.category}
        </Box>
        <Box component="ol" sx={{ m: 0, pl: 3 }}>
          {question.options.map((text, at) => (
            <Box component="li" key={at} sx={{ fontWeight: question.correct.includes(at) ? 700 : 400 }}>
              <Words>{`${text}${question.correct.includes(at) ? " ✓" : ""}`}</Words>
            </Box>
          ))}
        </Box>
      </Card>
      {question.reports.length > 0 && (
        <Card title={t("queues.reports")}>
          <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1 }}>
            {question.reports.map((one) => (
              <li key={one.id}>
                <Mark tone="bad">{t(`queues.report_kinds.${one.kind}`)}</Mark> <Time at={one.updated_at} style="ago" />
                {one.revision !== question.revision && ` · ${t("queues.of_revision", { n: one.revision })}`}
                {one.text && (
                  <Box>
                    <Words>{one.text}</Words>
                  </Box>
                )}
              </li>
            ))}
          </Box>
        </Card>
      )}
      {question.flags.length > 0 && (
        <Card title={t("queues.flags")}>
          <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1 }}>
            {question.flags.map((one) => (
              <li key={`${one.code}${one.option}`}>
                <b>{t(`questions.flag.${one.code}`)}</b>
                {one.option && (
                  <Box>
                    <Words>{one.option}</Words>
                  </Box>
                )}
                <Box sx={{ color: "text.secondary" }}>
                  {t("queues.flag_of", {
                    answers: one.answers,
                    right: one.share_right === null ? "–" : `${Math.round(one.share_right * 100)} %`,
                  })}
                </Box>
              </li>
            ))}
          </Box>
        </Card>
      )}
    </>
  );
}
