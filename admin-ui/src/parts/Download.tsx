/** A file, fetched with the login and, when that is asked for, the second factor again. */

import Button from "@mui/material/Button";
import { useState } from "react";
import { send } from "../api/http";
import { Fault } from "./Fault";

interface Props {
  /** Of the API. */
  path: string;
  /** What it is called on the disk, unless the answer says so. */
  name: string;
  /** For who does not see which row the button is in. */
  label: string;
  children: string;
}

export function Download({ path, name, label, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fetchFile = async () => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const { data, headers } = await send<Blob>(path, { bytes: true });
      keep(data, fileName(headers.get("Content-Disposition"), name));
    } catch (found) {
      setError(found);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="outlined" onClick={fetchFile} aria-disabled={busy} aria-label={label}>
        {children}
      </Button>
      <Fault error={error} />
    </>
  );
}

/** The name that the server gives a file. */
function fileName(disposition: string | null, otherwise: string): string {
  return /filename="([^"]+)"/.exec(disposition ?? "")?.[1] ?? otherwise;
}

function keep(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
