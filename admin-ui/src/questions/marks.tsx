/** States, languages and warnings of a question, as small marks. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Mark, type Tone } from "../parts/Mark";
import { languageName } from "./languages";
import type { State } from "./rules";

const TONES: Record<State, Tone> = { draft: "plain", review: "info", published: "good", retired: "warn" };

export function StateMark({ state }: { state: string }) {
  const t = useTranslate();
  return <Mark tone={TONES[state as State] ?? "plain"}>{t(`questions.states.${state}`)}</Mark>;
}

/** The original stands first; a translation that players do not see yet is in brackets. */
export function Languages({ of }: { of: readonly { lang: string; state: string }[] }) {
  const t = useTranslate();
  return (
    <Box component="span" sx={{ display: "inline-flex", flexWrap: "wrap", gap: 0.5 }}>
      {of.map(({ lang, state }, at) => {
        const seen = at === 0 || state === "published";
        return (
          <Box
            key={lang}
            component="span"
            title={`${languageName(lang)}: ${t(at === 0 ? "questions.original" : `questions.states.${state}`)}`}
            sx={({ colours: c }) => ({
              fontSize: "0.78rem",
              fontWeight: at === 0 ? 700 : 500,
              color: seen ? c.ink : c.soft,
            })}
          >
            {seen ? lang : `(${lang})`}
          </Box>
        );
      })}
    </Box>
  );
}

export function Warnings({ flags, reports }: { flags: number; reports: number }) {
  const t = useTranslate();
  return (
    <Box component="span" sx={{ display: "inline-flex", gap: 0.5 }}>
      {flags > 0 && <Mark tone="warn">{t("questions.flags_n", { smart_count: flags })}</Mark>}
      {reports > 0 && <Mark tone="bad">{t("questions.reports_n", { smart_count: reports })}</Mark>}
    </Box>
  );
}
