/** A category's names and its place in the tree. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { Choice, Text } from "../parts/fields";
import { languageName } from "../questions/languages";
import { placed, useCategories } from "./tree";

export function CategoryFields({ own }: { own?: number }) {
  const t = useTranslate();
  const { tree, choices } = useCategories();
  // Nothing lies below itself.
  const all = tree.map(({ category }) => category);
  const below = new Set(own === undefined ? [] : [own, ...placed(all, own).map(({ category }) => category.id)]);
  const parents = choices.filter(({ id }) => !below.has(Number(id))).map((one) => ({ ...one, id: Number(one.id) }));
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Text source="name" label={t("categories.name")} most={80} required />
      <Choice source="parent_id" label={t("categories.parent")} choices={parents} none={t("categories.top")} />
      <Names />
    </Box>
  );
}

/** What it is called in other languages. */
function Names() {
  const t = useTranslate();
  const { setValue } = useFormContext();
  const names = (useWatch({ name: "names" }) ?? {}) as Record<string, string>;
  const [tag, setTag] = useState("");
  const set = (value: Record<string, string>) => setValue("names", value, { shouldDirty: true });
  return (
    <Box role="group" aria-label={t("categories.names")} sx={{ display: "grid", gap: 1.5 }}>
      <Box sx={{ fontWeight: 650 }}>{t("categories.names")}</Box>
      {Object.entries(names).map(([lang, name]) => (
        <Box key={lang} sx={{ display: "flex", gap: 1 }}>
          <TextField
            fullWidth
            label={languageName(lang)}
            value={name}
            onChange={(event) => set({ ...names, [lang]: event.target.value })}
            slotProps={{ htmlInput: { lang, dir: "auto", maxLength: 80 } }}
          />
          <Button
            color="error"
            onClick={() => set(Object.fromEntries(Object.entries(names).filter(([other]) => other !== lang)))}
            aria-label={t("categories.remove_name", { name: languageName(lang) })}
          >
            {t("cms.remove")}
          </Button>
        </Box>
      ))}
      <Box sx={{ display: "flex", gap: 1 }}>
        <TextField
          label={t("categories.new_language")}
          value={tag}
          onChange={(event) => setTag(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 35 } }}
          sx={{ width: 160 }}
        />
        <Button
          variant="outlined"
          disabled={!tag.trim() || tag.trim() in names}
          onClick={() => {
            set({ ...names, [tag.trim()]: "" });
            setTag("");
          }}
        >
          {t("categories.add_language")}
        </Button>
      </Box>
    </Box>
  );
}
