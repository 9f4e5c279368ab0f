/** What players' answers say of a question: how hard it is, which options they choose, and what looks broken. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Mark } from "../parts/Mark";
import { duration } from "../parts/moments";
import { Words } from "../parts/Words";
import type { Sheet } from "./types";

const percent = (share: number | null) => (share === null ? "–" : `${Math.round(share * 100)} %`);

export function Findings({ sheet }: { sheet: Sheet }) {
  const t = useTranslate();
  const { statistics: found, flags, reports } = sheet;
  return (
    <Card title={t("questions.findings")}>
      <Box sx={{ display: "grid", gap: 1.5 }}>
        {reports > 0 && <Mark tone="bad">{t("questions.reports_n", { smart_count: reports })}</Mark>}
        {flags.map((flag) => (
          <Box
            key={`${flag.code}${flag.option}`}
            sx={({ colours: c }) => ({ p: 1, borderRadius: "8px", background: c.warnWash, color: c.warn })}
          >
            <b>{t(`questions.flag.${flag.code}`)}</b>
            {flag.option !== null && <Box>{sheet.wordings[0]?.options?.[flag.option]}</Box>}
            <Box sx={{ fontSize: "0.82rem" }}>
              {t("questions.flag_value", { value: round(flag.value), limit: round(flag.limit) })}
            </Box>
          </Box>
        ))}
        {found?.answers ? (
          <>
            <Facts>
              <Fact name={t("questions.answers")}>{found.answers.toLocaleString("en")}</Fact>
              <Fact name={t("questions.share_right")}>{percent(found.share_right)}</Fact>
              <Fact name={t("questions.discrimination")}>
                {found.discrimination === null ? "–" : round(found.discrimination)}
              </Fact>
              <Fact name={t("questions.median")}>{found.median_ms === null ? "–" : duration(found.median_ms)}</Fact>
            </Facts>
            {found.chosen.length > 0 && <Chosen sheet={sheet} chosen={found.chosen} />}
          </>
        ) : (
          <Box sx={{ color: "text.secondary" }}>{t("questions.no_answers")}</Box>
        )}
      </Box>
    </Card>
  );
}

const round = (value: number) => String(Math.round(value * 100) / 100);

function Chosen({ sheet, chosen }: { sheet: Sheet; chosen: number[] }) {
  const t = useTranslate();
  const all = chosen.reduce((sum, count) => sum + count, 0) || 1;
  return (
    <Box
      component="ul"
      aria-label={t("questions.chosen")}
      sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 0.75 }}
    >
      {chosen.map((count, at) => {
        const right = sheet.correct.includes(at);
        return (
          <li key={at}>
            <Box sx={{ display: "flex", gap: 1 }}>
              <Box sx={{ flex: 1, minWidth: 0, fontWeight: right ? 700 : 400 }}>
                <Words>{`${right ? "✓ " : ""}${sheet.wordings[0]?.options?.[at] ?? ""}`}</Words>
              </Box>
              <span>{percent(count / all)}</span>
            </Box>
            <Box
              aria-hidden
              sx={({ colours: c }) => ({ height: 6, borderRadius: 3, background: c.line, overflow: "hidden" })}
            >
              <Box
                sx={({ colours: c }) => ({
                  width: `${(100 * count) / all}%`,
                  height: 1,
                  background: right ? c.good : c.edge,
                })}
              />
            </Box>
          </li>
        );
      })}
    </Box>
  );
}
