/** The field for a code of the authenticator, or a recovery code. */

import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";

export function Code() {
  const t = useTranslate();
  return (
    <TextField
      name="code"
      label={t("auth.code")}
      helperText={t("auth.code_help")}
      autoComplete="one-time-code"
      required
      autoFocus
      slotProps={{
        htmlInput: { maxLength: 40, spellCheck: false, autoCapitalize: "off", style: { letterSpacing: "0.12em" } },
      }}
    />
  );
}
