/** The form of a quiz: what it is, when it is, and what it asks. */

import Box from "@mui/material/Box";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormHelperText from "@mui/material/FormHelperText";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import { useTranslate } from "ra-core";
import { useFormContext, useFormState, useWatch } from "react-hook-form";
import { Card } from "../parts/Card";
import { Choice, Moment, Text, told, Whole } from "../parts/fields";
import { HALVES, UNEVEN } from "../parts/halves";
import { duration, format } from "../parts/moments";
import { useZone } from "../parts/zone";
import { useSlugs } from "./categories";
import { Picker } from "./Picker";
import { countOf, lasts, PACE, QUESTIONS_MOST, TITLE_MOST } from "./rules";
import type { Draft } from "./types";

/** `saved`: it stands on the programme already, and its mode stays. */
export function Fields({ saved = false }: { saved?: boolean }) {
  const t = useTranslate();
  const { mode } = useWatch() as Draft;
  if (!mode) return null;
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Box sx={UNEVEN}>
        <Card title={t("quizzes.about")}>
          <About saved={saved} />
        </Card>
        <Card title={t("quizzes.when")}>{mode === "live" ? <Live /> : <Scheduled />}</Card>
      </Box>
      <Card title={t("quizzes.questions")}>
        <Questions saved={saved} />
      </Card>
    </Box>
  );
}

function About({ saved }: { saved: boolean }) {
  const t = useTranslate();
  const { mode } = useWatch() as Draft;
  const { setValue, getValues } = useFormContext<Draft>();
  const { choices } = useSlugs();
  const turn = (chosen: Draft["mode"]) => {
    setValue("mode", chosen, { shouldDirty: true });
    if (chosen === "live" && !getValues("pace")) setValue("pace", PACE);
  };
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      {!saved && (
        <RadioGroup
          aria-label={t("quizzes.mode")}
          value={mode}
          onChange={(_, chosen) => turn(chosen as Draft["mode"])}
          sx={{ gap: 0.5 }}
        >
          {(["scheduled", "live"] as const).map((one) => (
            <FormControlLabel
              key={one}
              value={one}
              control={<Radio size="small" />}
              label={
                <>
                  <b>{t(`quizzes.modes.${one}`)}</b> – {t(`quizzes.mode_help.${one}`)}
                </>
              }
            />
          ))}
        </RadioGroup>
      )}
      <Text
        source="title"
        label={t("quizzes.title")}
        most={TITLE_MOST}
        required={saved}
        {...(saved ? {} : { help: t("quizzes.title_help") })}
      />
      <Choice
        source="category"
        label={t("quizzes.category")}
        choices={choices}
        help={t("quizzes.category_help")}
        required
      />
      <Text source="lang" label={t("quizzes.lang")} help={t("quizzes.lang_help")} most={35} required />
    </Box>
  );
}

function Scheduled() {
  const t = useTranslate();
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Moment source="opens_at" label={t("quizzes.opens_at")} required />
      <Moment source="closes_at" label={t("quizzes.closes_at")} required />
    </Box>
  );
}

/** A live quiz goes to a clock, and ends when that says so. */
function Live() {
  const t = useTranslate();
  const zone = useZone();
  const draft = useWatch() as Draft;
  const count = countOf(draft);
  const takes = draft.pace && count > 0 ? lasts(count, draft.pace) : 0;
  const ends = draft.opens_at && takes ? new Date(Date.parse(draft.opens_at) + takes).toISOString() : null;
  const yes = [
    { id: "true", name: t("quizzes.elimination_on") },
    { id: "false", name: t("quizzes.elimination_off") },
  ];
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Moment source="opens_at" label={t("quizzes.opens_live")} required />
      <Box sx={HALVES}>
        <Whole source="pace.question_ms" label={t("quizzes.question_s")} unit={1_000} least={1} most={240} required />
        <Whole source="pace.reveal_ms" label={t("quizzes.reveal_s")} unit={1_000} least={1} most={60} required />
        <Whole source="pace.lobby_ms" label={t("quizzes.lobby_s")} unit={1_000} least={0} most={600} required />
        <Elimination choices={yes} />
      </Box>
      {ends && (
        <Box role="status" sx={{ color: "text.secondary" }}>
          {t("quizzes.ends", { duration: duration(takes), at: format(ends, "full", zone) })}
        </Box>
      )}
    </Box>
  );
}

function Elimination({ choices }: { choices: readonly { id: string; name: string }[] }) {
  const t = useTranslate();
  const { setValue } = useFormContext<Draft>();
  const { pace } = useWatch() as Draft;
  return (
    <Box sx={{ gridColumn: "1 / -1" }}>
      <Box id="elimination" sx={{ fontWeight: 650, fontSize: "0.82rem" }}>
        {t("quizzes.elimination")}
      </Box>
      <RadioGroup
        aria-labelledby="elimination"
        value={String(pace?.elimination ?? false)}
        onChange={(_, chosen) => setValue("pace.elimination", chosen === "true", { shouldDirty: true })}
      >
        {choices.map(({ id, name }) => (
          <FormControlLabel key={id} value={id} control={<Radio size="small" />} label={name} />
        ))}
      </RadioGroup>
    </Box>
  );
}

/** By a rule, or by hand: what was picked is kept while one looks at the other. */
function Questions({ saved }: { saved: boolean }) {
  const t = useTranslate();
  const { setValue, trigger } = useFormContext<Draft>();
  const { errors, isSubmitted } = useFormState<Draft>();
  const { draw, questions, lang, category } = useWatch() as Draft;
  const message = errors.questions?.message ?? errors.questions?.root?.message;
  const byRule = draw !== null;
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <RadioGroup
        row
        aria-label={t("quizzes.how")}
        value={byRule ? "rule" : "hand"}
        onChange={(_, chosen) =>
          setValue("draw", chosen === "rule" ? Math.min(questions.length || 10, QUESTIONS_MOST) : null, {
            shouldDirty: true,
          })
        }
        sx={{ columnGap: 2 }}
      >
        <FormControlLabel value="rule" control={<Radio size="small" />} label={t("quizzes.by_rule")} />
        <FormControlLabel value="hand" control={<Radio size="small" />} label={t("quizzes.by_hand")} />
      </RadioGroup>
      {byRule ? (
        <Box sx={{ maxWidth: 420 }}>
          <Whole
            source="draw"
            label={t("quizzes.draw")}
            help={t(saved ? "quizzes.draw_again" : "quizzes.draw_help")}
            least={1}
            most={QUESTIONS_MOST}
            required
          />
        </Box>
      ) : (
        <>
          <Picker
            value={questions}
            onChange={(value) => {
              setValue("questions", value, { shouldDirty: true });
              if (isSubmitted) trigger("questions");
            }}
            lang={lang}
            category={category}
            most={QUESTIONS_MOST}
          />
          {message && (
            <FormHelperText error role="alert">
              {told(message, t)}
            </FormHelperText>
          )}
        </>
      )}
    </Box>
  );
}
