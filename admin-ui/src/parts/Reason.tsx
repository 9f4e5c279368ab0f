/** A reason for the audit log. More than fits can be typed and pasted; then it says by how much, and is not sent. */

import TextField, { type TextFieldProps } from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import { excess, REASON_MOST } from "./excess";

interface Props extends Pick<TextFieldProps, "autoFocus" | "onKeyDown" | "sx"> {
  value: string;
  onChange: (text: string) => void;
  label: string;
  required?: boolean;
}

export function Reason({ value, onChange, label, required = false, ...others }: Props) {
  const t = useTranslate();
  const many = excess(value);
  return (
    <TextField
      {...others}
      label={label}
      helperText={
        many
          ? t("cms.reason_long", { most: REASON_MOST, many: many.toLocaleString("en") })
          : t(required ? "cms.reason_help" : "cms.reason_optional")
      }
      error={many > 0}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      required={required}
      multiline
      minRows={2}
      maxRows={10}
      slotProps={{ htmlInput: { dir: "auto" }, formHelperText: { "aria-live": "polite" } }}
    />
  );
}
