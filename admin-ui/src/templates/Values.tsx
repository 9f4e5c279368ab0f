/** Values of a template's variables, outside of a form. */

import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import type { Variable } from "./types";

export type Given = Record<string, string | number>;

interface Props {
  variables: readonly Variable[];
  values: Given;
  onChange: (values: Given) => void;
  disabled?: boolean;
}

export function Values({ variables, values, onChange, disabled = false }: Props) {
  const t = useTranslate();
  return variables.map(({ name, type }) => (
    <TextField
      key={name}
      label={t("templates.value_of", { name })}
      type={type === "number" ? "number" : type === "day" ? "date" : "text"}
      value={values[name] ?? ""}
      disabled={disabled}
      onChange={({ target }) => {
        const { [name]: _, ...others } = values;
        const typed = type === "number" ? Number(target.value) : target.value;
        onChange(target.value === "" ? others : { ...others, [name]: typed });
      }}
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { dir: "auto", maxLength: 60 } }}
      fullWidth
    />
  ));
}
