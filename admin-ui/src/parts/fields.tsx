/** Inputs of a form, bound by name; what the API finds wrong with one stands under it. */

import Autocomplete from "@mui/material/Autocomplete";
import MenuItem from "@mui/material/MenuItem";
import TextField, { type TextFieldProps } from "@mui/material/TextField";
import { useInput, useTranslate, type Validator } from "ra-core";
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
  const wrong = message && (fieldState.isTouched || fieldState.isDirty || fieldState.error?.type === "manual" || true);
  const plain: TextFieldProps = {
    id,
    label,
    error: Boolean(wrong),
    helperText: (wrong ? told(message, t) : help) || undefined,
    onBlur: field.onBlur,
    inputRef: field.ref,
    fullWidth: true,
  };
  return { field, plain };
}

/** react-admin wraps messages with their arguments: those of a field as text, those of a form as an object. */
export function told(message: unknown, t: (key: string, options?: object) => string): string {
  if (typeof message === "object" && message !== null && "message" in message) return told(message.message, t);
  const text = String(message).replace(/^@@react-admin@@/, "");
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "string") return t(parsed, { _: parsed });
    if (typeof parsed === "object" && parsed !== null && "message" in parsed) {
      const { message: key, args } = parsed as { message: string; args?: object };
      return t(key, { _: key, ...args });
    }
  } catch {
    // Plain words.
  }
  return t(text, { _: text });
}

interface TextProps extends Named {
  lines?: number;
  most?: number;
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
      slotProps={{ htmlInput: { dir: "auto", lang, maxLength: most } }}
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

/** Short texts one after the other: type one and press Enter. */
export function Several({ known = [], ...named }: Named & { known?: readonly string[] }) {
  const { field, plain } = useField(named);
  return (
    <Autocomplete
      multiple
      freeSolo
      options={known as string[]}
      value={(field.value as string[] | null) ?? []}
      onChange={(_, value) => field.onChange(value)}
      renderInput={(params) => {
        const { id: _, ...rest } = plain as { id?: string };
        return <TextField {...params} {...(rest as object)} />;
      }}
    />
  );
}
