/** Inputs that narrow a list. What they say stands in the page's address, so that a link or a bookmark keeps it. */

import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useListContext, useTranslate } from "ra-core";
import { useEffect, useId, useRef, useState } from "react";
import { fromLocal, toLocal } from "./moments";
import { useZone } from "./zone";

interface Named {
  name: string;
  label: string;
  width?: number;
}

/** A filter's value, and how to set it; an empty one is no filter. */
function useFilter(name: string): [string, (value: string) => void] {
  const { filterValues, setFilters } = useListContext();
  const set = (value: string) => {
    const { [name]: _, ...others } = filterValues;
    setFilters(value ? { ...others, [name]: value } : others, {}, false);
  };
  return [String(filterValues[name] ?? ""), set];
}

interface Text extends Named {
  /** What is worth typing, in words too. */
  suggested?: readonly { id: string; name: string }[];
}

export function TextFilter({ name, label, width = 240, suggested }: Text) {
  const list = useId();
  const [value, set] = useFilter(name);
  const [typed, setTyped] = useState(value);
  const latest = useRef(set);
  latest.current = set;
  // What is typed here comes back later, and without its blanks: only another value is shown, as of who clears all.
  const told = useRef<string[]>([]);
  useEffect(() => {
    const at = told.current.indexOf(value);
    told.current = told.current.slice(at + 1);
    if (at < 0) setTyped(value);
  }, [value]);
  useEffect(() => {
    const text = typed.trim();
    if (text === value) return;
    const timer = setTimeout(() => {
      told.current.push(text);
      latest.current(text);
    }, 350);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return (
    <>
      <TextField
        label={label}
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        slotProps={{ htmlInput: { dir: "auto", maxLength: 200, ...(suggested ? { list } : {}) } }}
        sx={{ width }}
      />
      {suggested && (
        <datalist id={list}>
          {suggested.map(({ id, name: text }) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </datalist>
      )}
    </>
  );
}

interface Choices extends Named {
  choices: readonly { id: string; name: string }[];
}

export function ChoiceFilter({ name, label, choices, width = 170 }: Choices) {
  const [value, set] = useFilter(name);
  const t = useTranslate();
  return (
    <TextField select label={label} value={value} onChange={(event) => set(event.target.value)} sx={{ width }}>
      <MenuItem value="">{t("cms.list.any")}</MenuItem>
      {choices.map(({ id, name: text }) => (
        <MenuItem key={id} value={id}>
          {text}
        </MenuItem>
      ))}
    </TextField>
  );
}

export function MomentFilter({ name, label, width = 220 }: Named) {
  const [value, set] = useFilter(name);
  const zone = useZone();
  return (
    <TextField
      label={label}
      type="datetime-local"
      value={toLocal(value, zone)}
      onChange={(event) => set(fromLocal(event.target.value, zone) ?? "")}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ width }}
    />
  );
}
