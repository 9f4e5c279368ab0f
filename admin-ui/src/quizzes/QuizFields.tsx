/** The builder: when it is, what it asks (by a rule, or picked by hand), and how fast a live one goes. */

import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import { useTranslate } from "ra-core";
import { useFormContext, useWatch } from "react-hook-form";
import { useCategories } from "../categories/tree";
import { Card } from "../parts/Card";
import { Choice, Moment, Text, Whole } from "../parts/fields";
import { Picker } from "./Picker";
import type { Picked } from "./types";

export const PACE = { lobby_ms: 60_000, question_ms: 10_000, reveal_ms: 5_000, elimination: false };

export interface Wish {
  mode: "scheduled" | "live";
  title: string;
  category: string | null;
  lang: string;
  opens_at: string | null;
  closes_at: string | null;
  by: "rule" | "hand";
  count: number;
  picked: Picked[];
  pace: typeof PACE;
}

export function QuizFields({ made = false }: { made?: boolean }) {
  const t = useTranslate();
  const { setValue } = useFormContext();
  const { data } = useCategories();
  const wish = useWatch() as Wish;
  const categories = (data?.items ?? []).map(({ slug, name }) => ({ id: slug, name }));
  const two = { display: "grid", gap: 1.5, gridTemplateColumns: { xs: "1fr", sm: "1fr 1fr" } };
  return (
    <>
      <Card title={t("quizzes.what")}>
        <Box sx={two}>
          {!made && (
            <Choice
              source="mode"
              label={t("quizzes.mode")}
              choices={(["scheduled", "live"] as const).map((id) => ({ id, name: t(`quizzes.modes.${id}`) }))}
              required
            />
          )}
          <Text source="title" label={t("quizzes.title")} help={t("quizzes.title_help")} most={80} />
          <Choice source="category" label={t("quizzes.category")} choices={categories} required />
          <Text source="lang" label={t("quizzes.lang")} most={35} required />
          <Moment source="opens_at" label={t("quizzes.opens_at")} required />
          {wish.mode !== "live" && <Moment source="closes_at" label={t("quizzes.closes_at")} />}
        </Box>
      </Card>
      <Card title={t("quizzes.questions")}>
        <RadioGroup
          row
          aria-label={t("quizzes.by")}
          value={wish.by}
          onChange={(_, by) => setValue("by", by, { shouldDirty: true })}
        >
          {(["rule", "hand"] as const).map((by) => (
            <FormControlLabel key={by} value={by} control={<Radio size="small" />} label={t(`quizzes.by_${by}`)} />
          ))}
        </RadioGroup>
        <Box sx={{ mt: 1.5 }}>
          {wish.by === "rule" ? (
            <Box sx={{ maxWidth: 240 }}>
              <Whole source="count" label={t("quizzes.count")} least={1} most={100} required />
            </Box>
          ) : wish.category ? (
            <Picker
              category={wish.category}
              lang={wish.lang}
              value={wish.picked ?? []}
              onChange={(picked) => setValue("picked", picked, { shouldDirty: true })}
            />
          ) : (
            t("quizzes.category_first")
          )}
        </Box>
      </Card>
      {wish.mode === "live" && (
        <Card title={t("quizzes.pace")}>
          <Box sx={{ ...two, gridTemplateColumns: { xs: "1fr", sm: "repeat(3, 1fr)" } }}>
            <Whole source="pace.lobby_ms" label={t("quizzes.lobby")} unit={1000} />
            <Whole source="pace.question_ms" label={t("quizzes.question_s")} unit={1000} />
            <Whole source="pace.reveal_ms" label={t("quizzes.reveal")} unit={1000} />
          </Box>
          <FormControlLabel
            control={
              <Checkbox
                checked={Boolean(wish.pace?.elimination)}
                onChange={(_, on) => setValue("pace.elimination", on, { shouldDirty: true })}
              />
            }
            label={t("quizzes.elimination")}
          />
        </Card>
      )}
    </>
  );
}
