/** Players by their ids, pasted one a line; what is wrong is told by its line. */

import Box from "@mui/material/Box";
import TextField from "@mui/material/TextField";
import { useInput, useTranslate } from "ra-core";
import { useState } from "react";
import { get, useFormContext } from "react-hook-form";
import type { Translate } from "../data/resource";
import { told } from "../parts/fields";
import { first, IDS_MOST, idsIn, malformed, type Wrong, wrongLines } from "./whom";

const SOURCE = "filter.players";

export function Pasted() {
  const t = useTranslate();
  const { clearErrors, formState } = useFormContext();
  const { field, id } = useInput({
    source: SOURCE,
    validate: (ids?: string[]) => unfit(ids ?? [], t),
    parse: (value: unknown) => value,
    format: (value: unknown) => value,
  });
  const ids = (field.value as string[] | null) ?? [];
  const [typed, setTyped] = useState<string | null>(null);
  const found = get(formState.errors, SOURCE) as { message?: unknown } | undefined;
  const { shown, more } = first(lines(ids, found, t));
  const whole = found?.message && !shown.length ? told(found.message, t) : "";
  return (
    <TextField
      id={id}
      inputRef={field.ref}
      label={t("campaigns.pasted")}
      value={typed ?? ids.join("\n")}
      onChange={({ target }) => {
        setTyped(target.value);
        clearErrors(SOURCE);
        field.onChange(idsIn(target.value));
      }}
      // Lines that are counted are lines that are seen.
      onBlur={() => {
        setTyped(null);
        field.onBlur();
      }}
      error={Boolean(whole || shown.length)}
      helperText={
        whole || shown.length ? (
          <>
            {whole}
            {shown.map(({ line, detail }) => (
              <Box key={line} component="span" sx={{ display: "block" }}>
                {t("campaigns.pasted_line", { n: line, detail })}
              </Box>
            ))}
            {more > 0 && t("campaigns.pasted_more", { n: more.toLocaleString("en") })}
          </>
        ) : (
          `${t("campaigns.pasted_help")} ${t("campaigns.pasted_n", { smart_count: ids.length, n: ids.length })}`
        )
      }
      slotProps={{ htmlInput: { spellCheck: false, dir: "ltr", style: { fontFamily: "monospace" } } }}
      multiline
      minRows={4}
      maxRows={12}
      fullWidth
      required
    />
  );
}

/** What is wrong with some lines: what the form sees by itself, else what the API said. */
function lines(ids: readonly string[], errors: unknown, t: Translate): Wrong[] {
  if (!errors) return [];
  const bad = malformed(ids);
  if (!bad.length) return wrongLines(errors);
  return bad.map(({ line, text }) => ({ line, detail: t("campaigns.pasted_no_id", { text }) }));
}

function unfit(ids: readonly string[], t: Translate): string | undefined {
  if (!ids.length) return t("campaigns.pasted_none");
  if (ids.length > IDS_MOST) return t("campaigns.pasted_many", { n: ids.length.toLocaleString("en") });
  return malformed(ids).length ? t("campaigns.pasted_no_id", { text: malformed(ids)[0]?.text }) : undefined;
}
