/** A draft's form: which template with which values, for whom, how fast. */

import Box from "@mui/material/Box";
import { useGetList, useTranslate } from "ra-core";
import { useFormContext, useWatch } from "react-hook-form";
import { Card } from "../parts/Card";
import { Choice, Text, Whole } from "../parts/fields";
import type { Template } from "../templates/types";
import { type Given, Values } from "../templates/Values";
import { Audience } from "./Audience";

const ALL = { pagination: { page: 1, perPage: 100 } };

export function Fields({ readOnly = false }: { readOnly?: boolean }) {
  const t = useTranslate();
  const { setValue } = useFormContext();
  const templates = useGetList<Template>("templates", ALL).data ?? [];
  const chosen = useWatch({ name: "template_id" });
  const template = templates.find(({ id }) => id === chosen);
  const values = (useWatch({ name: "values" }) ?? {}) as Given;
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Card title={t("campaigns.what")}>
        <Box sx={{ display: "grid", gap: 2 }}>
          <Text source="name" label={t("campaigns.name")} most={80} required />
          <Choice
            source="template_id"
            label={t("templates.one")}
            choices={templates.map(({ id, name }) => ({ id: String(id), name }))}
            onChange={() => setValue("values", {}, { shouldDirty: true })}
            required
          />
          {template && (
            <Values
              variables={template.variables}
              values={values}
              disabled={readOnly}
              onChange={(found) => setValue("values", found, { shouldDirty: true })}
            />
          )}
          <Whole
            source="rate"
            label={t("campaigns.rate")}
            help={t("campaigns.rate_help")}
            least={1}
            most={5_000}
            required
          />
        </Box>
      </Card>
      <Audience readOnly={readOnly} />
    </Box>
  );
}
