/** A small form of the way in: fields, one button, and what went wrong. */

import Button from "@mui/material/Button";
import { type FormEvent, type ReactNode, useState } from "react";
import { Fault } from "../parts/Fault";

interface Props {
  verb: string;
  act: (fields: FormData) => Promise<unknown>;
  children: ReactNode;
  more?: ReactNode;
}

export function Form({ verb, act, children, more }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await act(fields);
    } catch (found) {
      setError(found);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} style={{ display: "grid", gap: 16 }}>
      {children}
      <Fault error={error} />
      <div style={{ display: "flex", gap: 8, justifyContent: "flex-end", flexWrap: "wrap" }}>
        {more}
        <Button type="submit" variant="contained" disabled={busy} sx={{ minHeight: 38, px: 2.5 }}>
          {verb}
        </Button>
      </div>
    </form>
  );
}

/** What a field of that name holds. */
export const field = (fields: FormData, name: string): string => String(fields.get(name) ?? "");
