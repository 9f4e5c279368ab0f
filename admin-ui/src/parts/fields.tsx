/** Inputs of a form, bound by name; what the API finds wrong with one stands under it. */

import Autocomplete from "@mui/material/Autocomplete";
import MenuItem from "@mui/material/MenuItem";
import TextField, { type TextFieldProps } from "@mui/material/TextField";
import { useInput, useTranslate, type Validator } from "ra-core";
import { type FocusEvent, useEffect, useState } from "react";
import { useFormState } from "react-hook-form";
import { direction } from "../questions/languages";
import { fromLocal, toLocal } from "./moments";
import { useZone } from "./zone";

interface Named {
  source: string;
  label: string;
  help?: string;
  required?: boolean;
  validate?: Validator | Validator[];
}

function useField({ source, label, help, validate }: Named) {
  const { field, fieldState, id } = useInput({
    source,
    validate,
    parse: (value: unknown) => value,
    format: (value: unknown) => value,
  });
  const t = useTranslate();
  const message = fieldState.error?.message;
  const wrong = message ? told(message, t) : "";
  const plain: TextFieldProps = {
    id,
    label,
    error: Boolean(wrong),
    helperText: wrong || help,
    onBlur: field.onBlur,
    inputRef: field.ref,
    fullWidth: true,
  };
  return { field, plain };
}

/** What is wrong, as the key of its words, with what they have to say. */
export type Message = string | { message: string; args: object };

/** A message as words: react-admin has it as a text, as an object with it, or as either in JSON behind a mark. */
export function told(message: unknown, t: (key: string, options?: object) => string): string {
  if (typeof message === "object" && message !== null && "message" in message) {
    const { message: inner, args } = message as { message: unknown; args?: object };
    return typeof inner === "string" ? t(inner, { _: inner, ...args }) : told(inner, t);
  }
  const text = String(message ?? "");
  if (!text.startsWith("@@react-admin@@")) return t(text, { _: text });
  return told(JSON.parse(text.slice("@@react-admin@@".length)), t);
}

interface TextProps extends Named {
  lines?: number;
  most?: number;
  /** The way it is written follows from it: markup, and names in braces, are Latin in any language. */
  lang?: string;
  placeholder?: string;
}

export function Text({ lines, most, lang, placeholder, ...named }: TextProps) {
  const { field, plain } = useField(named);
  return (
    <TextField
      {...plain}
      required={named.required ?? false}
      placeholder={placeholder}
      value={field.value ?? ""}
      onChange={field.onChange}
      multiline={Boolean(lines)}
      minRows={lines}
      slotProps={{ htmlInput: { dir: lang ? direction(lang) : "auto", lang, maxLength: most } }}
    />
  );
}

interface ChoiceProps extends Named {
  choices: readonly { id: string | number; name: string }[];
  none?: string;
  onChange?: (value: string | number | null) => void;
}

export function Choice({ choices, none, onChange, ...named }: ChoiceProps) {
  const { field, plain } = useField(named);
  return (
    <TextField
      {...plain}
      select
      required={named.required ?? false}
      value={field.value ?? ""}
      onChange={(event) => {
        const value = event.target.value === "" ? null : event.target.value;
        field.onChange(value);
        onChange?.(value);
      }}
    >
      {none !== undefined && <MenuItem value="">{none}</MenuItem>}
      {choices.map(({ id, name }) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}

interface WholeProps extends Named {
  least?: number;
  most?: number;
  /** What one of the field is in the record: 1000 shows milliseconds as seconds. */
  unit?: number;
}

export function Whole({ least, most, unit = 1, ...named }: WholeProps) {
  const { field, plain } = useField(named);
  const shown = typeof field.value === "number" ? String(field.value / unit) : "";
  return (
    <TextField
      {...plain}
      type="number"
      required={named.required ?? false}
      value={shown}
      onChange={(event) =>
        field.onChange(event.target.value === "" ? null : Math.round(Number(event.target.value) * unit))
      }
      slotProps={{ htmlInput: { min: least, max: most, step: unit > 1 ? "any" : 1 } }}
    />
  );
}

export function Moment(named: Named) {
  const { field, plain } = useField(named);
  const zone = useZone();
  return (
    <TextField
      {...plain}
      type="datetime-local"
      required={named.required ?? false}
      value={toLocal(field.value, zone)}
      onChange={(event) => field.onChange(fromLocal(event.target.value, zone))}
      helperText={plain.helperText ?? zone}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}

export function Day(named: Named) {
  const { field, plain } = useField(named);
  return (
    <TextField
      {...plain}
      type="date"
      required={named.required ?? false}
      value={field.value ?? ""}
      onChange={(event) => field.onChange(event.target.value || null)}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}

/** Short texts one after the other: type one and press Enter. One that is still typed is among them already. */
export function Several(named: Named) {
  const { field, plain } = useField(named);
  const { isSubmitting } = useFormState();
  const [typed, setTyped] = useState<{ text: string; after: readonly string[] } | null>(null);
  const values = typed?.after ?? (field.value as string[] | null) ?? [];
  const set = (texts: readonly string[]) =>
    field.onChange([...new Set(texts.map((text) => text.trim()))].filter((text) => text !== ""));
  // The button that saves takes no focus, so the field is not left.
  useEffect(() => {
    if (isSubmitting) setTyped(null);
  }, [isSubmitting]);
  return (
    <Autocomplete
      multiple
      freeSolo
      options={[]}
      value={[...values]}
      inputValue={typed?.text ?? ""}
      onInputChange={(_, text, reason) => {
        setTyped(text === "" ? null : { text, after: values });
        // "reset": the arrow key leaves what is typed for the values before it.
        if (reason !== "reset") set([...values, text]);
      }}
      onChange={(_, chosen) => {
        setTyped(null);
        set(chosen);
      }}
      renderInput={(params) => {
        const { id: _, onBlur, ...rest } = plain;
        const left = (event: FocusEvent<HTMLInputElement>) => {
          setTyped(null);
          onBlur?.(event);
        };
        return <TextField {...params} {...(rest as object)} onBlur={left} />;
      }}
    />
  );
}
