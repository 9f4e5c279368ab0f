/** What a filter asks of players, as fields of a form that has it under `filter`. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Choice, Several, Whole } from "../parts/fields";
import { COUNTS, LISTS, RANGES } from "./types";

const KINDS = ["accounts", "guests"] as const;

export function FilterFields() {
  const t = useTranslate();
  return (
    <>
      <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>{t("segments.who_help")}</Box>
      {LISTS.map((one) => (
        <Several
          key={one}
          source={`filter.${one}`}
          label={t(`segments.fields.${one}`)}
          help={t(`segments.helps.${one}`)}
        />
      ))}
      <Choice
        source="filter.registered"
        label={t("segments.fields.registered")}
        choices={KINDS.map((id) => ({ id, name: t(`segments.kinds.${id}`) }))}
        none={t("segments.any")}
      />
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fit, minmax(180px, 1fr))" }}>
        {[...RANGES, ...COUNTS].map((one) => (
          <Whole key={one} source={`filter.${one}`} label={t(`segments.fields.${one}`)} least={0} />
        ))}
      </Box>
    </>
  );
}
