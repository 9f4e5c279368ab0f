/** A template's form: what may stand in its texts, and those by language. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { useFieldArray } from "react-hook-form";
import { Card } from "../parts/Card";
import { Choice, Text } from "../parts/fields";
import { languageName } from "../questions/languages";
import { CATEGORIES, LANGUAGES, TYPES } from "./types";

export function Fields({ readOnly = false }: { readOnly?: boolean }) {
  const t = useTranslate();
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Card title={t("templates.about")}>
        <Box sx={{ display: "grid", gap: 2 }}>
          <Text source="name" label={t("templates.name")} most={80} required />
          <Choice
            source="category"
            label={t("templates.category")}
            help={t("templates.category_help")}
            choices={CATEGORIES.map((id) => ({ id, name: t(`templates.categories.${id}`) }))}
            required
          />
          <Variables readOnly={readOnly} />
        </Box>
      </Card>
      {LANGUAGES.map((lang) => (
        <Card key={lang} title={languageName(lang)}>
          <Box sx={{ display: "grid", gap: 2 }}>
            <Text
              source={`texts.${lang}.title`}
              label={t("templates.title_of", { name: languageName(lang) })}
              lang={lang}
              most={120}
              required={lang === "en"}
            />
            <Text
              source={`texts.${lang}.body`}
              label={t("templates.body_of", { name: languageName(lang) })}
              help={t("templates.body_help")}
              lang={lang}
              lines={3}
              most={1_500}
              required={lang === "en"}
            />
          </Box>
        </Card>
      ))}
    </Box>
  );
}

function Variables({ readOnly }: { readOnly: boolean }) {
  const t = useTranslate();
  const { fields, append, remove } = useFieldArray({ name: "variables" });
  return (
    <Box sx={{ display: "grid", gap: 1.5 }}>
      <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>{t("templates.variables_help")}</Box>
      {fields.map(({ id }, at) => (
        <Box key={id} sx={{ display: "flex", gap: 1, alignItems: "flex-start" }}>
          <Text
            source={`variables.${at}.name`}
            label={t("templates.variable_name", { n: at + 1 })}
            most={30}
            placeholder="prize"
            required
          />
          <Choice
            source={`variables.${at}.type`}
            label={t("templates.variable_type", { n: at + 1 })}
            choices={TYPES.map((one) => ({ id: one, name: t(`templates.types.${one}`) }))}
            required
          />
          {!readOnly && (
            <Button color="error" onClick={() => remove(at)} aria-label={t("templates.remove_variable", { n: at + 1 })}>
              {t("cms.remove")}
            </Button>
          )}
        </Box>
      ))}
      {!readOnly && fields.length < 10 && (
        <Box>
          <Button variant="outlined" onClick={() => append({ name: "", type: "text" })}>
            {t("templates.add_variable")}
          </Button>
        </Box>
      )}
    </Box>
  );
}
