/** What cannot be undone asks for the name of what it is done to, typed by hand. */

import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";

interface Props {
  name: string;
  value: string;
  onChange: (text: string) => void;
}

export function Typed({ name, value, onChange }: Props) {
  const t = useTranslate();
  return (
    <TextField
      label={t("cms.type_name")}
      helperText={t("cms.type_name_help", { name })}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      required
      slotProps={{ htmlInput: { dir: "auto", autoComplete: "off", spellCheck: false } }}
    />
  );
}
