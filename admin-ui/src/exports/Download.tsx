/** The file, fetched with the login and, when that is asked for, the second factor again. */

import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { send } from "../api/http";
import { Fault } from "../parts/Fault";
import { format } from "../parts/moments";
import { useZone } from "../parts/zone";
import { EXPORTS, type Export, fileName } from "./types";

export function Download({ of }: { of: Export }) {
  const t = useTranslate();
  const zone = useZone();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fetchFile = async () => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const { data, headers } = await send<Blob>(`${EXPORTS}/${of.id}/file`, { bytes: true });
      keep(data, fileName(headers.get("Content-Disposition"), `${of.subject}.${of.format}`));
    } catch (found) {
      setError(found);
    } finally {
      setBusy(false);
    }
  };
  const name = t(`exports.subjects.${of.subject}`);
  return (
    <>
      <Button
        variant="outlined"
        onClick={fetchFile}
        aria-disabled={busy}
        aria-label={t("exports.download_named", { name, at: format(of.created_at, "full", zone) })}
      >
        {t("exports.download")}
      </Button>
      <Fault error={error} />
    </>
  );
}

function keep(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
