/** A prompt's form: its words by language, and what it is for. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { Card } from "../parts/Card";
import { Choice, Text } from "../parts/fields";
import { languageName } from "../questions/languages";
import { useSlugs } from "../quizzes/categories";
import { TEXT_MOST, tagFault } from "./rules";
import { TAKES } from "./types";

/** `side`: what stands below what it is for. */
export function Fields({ side, readOnly = false }: { side?: ReactNode; readOnly?: boolean }) {
  const t = useTranslate();
  const { choices } = useSlugs();
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 3fr) minmax(0, 2fr)" },
        alignItems: "start",
      }}
    >
      <Card title={t("prompts.texts")}>
        <Texts readOnly={readOnly} />
      </Card>
      <Box sx={{ display: "grid", gap: 2 }}>
        {side}
        <Card title={t("prompts.about")}>
          <Box sx={{ display: "grid", gap: 2 }}>
            <Choice
              source="takes"
              label={t("prompts.takes")}
              choices={TAKES.map((id) => ({ id, name: t(`prompts.takes_names.${id}`) }))}
              required
            />
            <Choice
              source="category"
              label={t("prompts.category")}
              help={t("prompts.category_help")}
              choices={choices}
              none={t("prompts.every")}
            />
          </Box>
        </Card>
      </Box>
    </Box>
  );
}

function Texts({ readOnly }: { readOnly: boolean }) {
  const t = useTranslate();
  const { setValue, getValues, clearErrors } = useFormContext();
  const texts = (useWatch({ name: "texts" }) ?? {}) as Record<string, string>;
  const all = Object.keys(texts);
  const set = (value: Record<string, string>) => setValue("texts", value, { shouldDirty: true });
  const remove = (lang: string) => {
    const { [lang]: _, ...others } = getValues("texts") as Record<string, string>;
    clearErrors("texts");
    set(others);
  };
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>{t("prompts.texts_help")}</Box>
      {all.map((lang) => (
        <Box key={lang} sx={{ display: "flex", gap: 1, alignItems: "flex-start" }}>
          <Text source={`texts.${lang}`} label={languageName(lang)} lang={lang} lines={2} most={TEXT_MOST} required />
          {!readOnly && all.length > 1 && (
            <Button
              color="error"
              onClick={() => remove(lang)}
              aria-label={t("prompts.remove_text", { name: languageName(lang) })}
            >
              {t("cms.remove")}
            </Button>
          )}
        </Box>
      ))}
      {!readOnly && <Another texts={texts} onAdd={(lang) => set({ ...getValues("texts"), [lang]: "" })} />}
    </Box>
  );
}

function Another({ texts, onAdd }: { texts: Record<string, string>; onAdd: (lang: string) => void }) {
  const t = useTranslate();
  const [typed, setTyped] = useState("");
  const tag = typed.trim();
  const fault = tag ? tagFault(tag, texts) : null;
  const add = () => {
    if (!tag || fault) return;
    onAdd(tag);
    setTyped("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  };
  return (
    <Box sx={{ display: "flex", gap: 1, alignItems: "flex-start" }}>
      <TextField
        label={t("prompts.new_language")}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        error={Boolean(fault)}
        helperText={fault && t(fault)}
        slotProps={{ htmlInput: { maxLength: 35 } }}
        sx={{ width: 220 }}
      />
      <Button variant="outlined" disabled={!tag || Boolean(fault)} onClick={add} sx={{ mt: 0.5 }}>
        {t("prompts.add_language")}
      </Button>
    </Box>
  );
}
