/** The form of a question: what it is, its words in one or two languages, and beside them how players see it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useRecordContext, useTranslate } from "ra-core";
import { type ReactNode, useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { useCategories } from "../categories/tree";
import { Card } from "../parts/Card";
import { Choice, Several, Text, Whole } from "../parts/fields";
import { languageName } from "./languages";
import { MediumField, useMedium } from "./MediumField";
import { Preview } from "./Preview";
import { asPlayed, keptTexts } from "./played";
import { asKind, DIFFICULTIES, KINDS, type Kind, MOST, type Question } from "./rules";
import type { Sheet } from "./types";
import { WordsGrid } from "./WordsGrid";

export function Fields({ missing, side }: { missing: string[]; side?: ReactNode }) {
  const t = useTranslate();
  const record = useRecordContext<Sheet>();
  const question = useWatch() as Question;
  const categories = useCategories();
  const [beside, setBeside] = useState<number | null>(null);
  const { data: chosen } = useMedium(question.media_id);
  const medium = question.media_id ? (chosen ?? (record?.media?.id === question.media_id ? record.media : null)) : null;
  const shown = beside === null || !question.wordings?.[beside] ? [0] : [0, beside];
  if (!question.wordings) return null;
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "minmax(0, 1fr) 380px" },
        alignItems: "start",
      }}
    >
      <Box sx={{ display: "grid", gap: 2 }}>
        <Card title={t("questions.about")}>
          <About />
        </Card>
        <Card
          title={t("questions.words")}
          actions={<Translations beside={beside} setBeside={setBeside} missing={missing} />}
        >
          <WordsGrid shown={shown} />
        </Card>
      </Box>
      <Box sx={{ display: "grid", gap: 2, position: { lg: "sticky" }, top: 68 }}>
        <Card title={t("questions.preview")}>
          <Preview
            question={asPlayed(question, record && keptTexts(record))}
            at={shown[shown.length - 1] ?? 0}
            category={categories.nameOf(question.category_id)}
            medium={medium}
          />
        </Card>
        {side}
      </Box>
    </Box>
  );
}

function About() {
  const t = useTranslate();
  const { getValues, setValue } = useFormContext<Question>();
  const categories = useCategories();
  const turn = (kind: Kind) => {
    for (const [name, value] of Object.entries(asKind(getValues(), kind)))
      setValue(name as keyof Question, value as never, { shouldDirty: true, shouldValidate: false });
  };
  const named = (names: readonly string[], key: string) =>
    names.map((id) => ({ id, name: t(`questions.${key}.${id}`) }));
  return (
    <Box
      sx={{
        display: "grid",
        gap: 1.5,
        gridTemplateColumns: {
          xs: "1fr",
          sm: "1fr 1fr",
          md: "repeat(3, minmax(0, 1fr))",
          xl: "repeat(4, minmax(0, 1fr))",
        },
      }}
    >
      <Choice
        source="kind"
        label={t("questions.kind")}
        choices={named(KINDS, "kinds")}
        onChange={(kind) => turn(kind as Kind)}
        required
      />
      <Choice
        source="category_id"
        label={t("questions.category")}
        choices={categories.choices.map((one) => ({ ...one, id: Number(one.id) }))}
        required
      />
      <Choice
        source="difficulty"
        label={t("questions.difficulty")}
        choices={named(DIFFICULTIES, "difficulties")}
        required
      />
      <Whole source="time_limit_ms" label={t("questions.time_limit")} unit={1000} least={1} most={600} required />
      <Box sx={{ gridColumn: { md: "span 2" } }}>
        <Text
          source="source"
          label={t("questions.source")}
          help={t("questions.source_help")}
          most={MOST.source}
          required
        />
      </Box>
      <Text
        source="licence"
        label={t("questions.licence")}
        help={t("questions.licence_help")}
        most={MOST.licence}
        required
      />
      <Several source="tags" label={t("questions.tags")} help={t("questions.tags_help")} />
      <MediumField />
    </Box>
  );
}

interface TranslationsProps {
  beside: number | null;
  setBeside: (at: number | null) => void;
  missing: string[];
}

/** Which translation stands beside the original; a language that is missing is one click away. */
function Translations({ beside, setBeside, missing }: TranslationsProps) {
  const t = useTranslate();
  const { getValues, setValue } = useFormContext<Question>();
  const { wordings } = useWatch() as Question;
  const [tag, setTag] = useState("");
  const have = wordings.map(({ lang }) => lang);
  const lacking = missing.filter((lang) => !have.includes(lang));
  const add = (lang: string) => {
    const [original] = getValues("wordings");
    const options = (original?.options ?? []).map(() => "");
    const fresh = { lang, stem: "", options, accepted: [], explanation: "", description: "" };
    setValue("wordings", [...getValues("wordings"), fresh], { shouldDirty: true });
    setBeside(have.length);
    setTag("");
  };
  const remove = () => {
    setValue(
      "wordings",
      getValues("wordings").filter((_, at) => at !== beside),
      { shouldDirty: true },
    );
    setBeside(null);
  };
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center" }}>
      {have.length > 1 && (
        <TextField
          select
          label={t("questions.beside")}
          value={beside ?? ""}
          onChange={(event) => setBeside(event.target.value === "" ? null : Number(event.target.value))}
          sx={{ width: 170 }}
        >
          <MenuItem value="">{t("questions.beside_none")}</MenuItem>
          {have.slice(1).map((lang, at) => (
            <MenuItem key={lang} value={at + 1}>
              {languageName(lang)}
            </MenuItem>
          ))}
        </TextField>
      )}
      {beside !== null && (
        <Button color="error" onClick={remove}>
          {t("questions.remove_language", { name: languageName(have[beside] ?? "") })}
        </Button>
      )}
      {lacking.map((lang) => (
        <Button key={lang} variant="outlined" onClick={() => add(lang)}>
          {t("questions.add_language", { name: languageName(lang) })}
        </Button>
      ))}
      <TextField
        label={t("questions.new_language")}
        value={tag}
        onChange={(event) => setTag(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          if (tag.trim() && !have.includes(tag.trim())) add(tag.trim());
        }}
        slotProps={{ htmlInput: { maxLength: 35 } }}
        sx={{ width: 140 }}
      />
    </Box>
  );
}
