/** A file into the library, from where one chooses of it. */

import { useTranslate } from "ra-core";
import { useState } from "react";
import { Ask } from "../parts/Ask";
import { FileFields, fits, isSaid, NOTHING, upload } from "./FileFields";
import type { Medium } from "./types";

export function Upload({ onClose, onDone }: { onClose: () => void; onDone: (medium: Medium) => void }) {
  const t = useTranslate();
  const [chosen, setChosen] = useState(NOTHING);
  return (
    <Ask
      open
      title={t("media.add")}
      verb={t("media.keep")}
      disabled={!fits(chosen) || !isSaid(chosen)}
      onClose={onClose}
      act={async () => onDone(await upload(chosen))}
    >
      <FileFields value={chosen} onChange={setChosen} />
    </Ask>
  );
}
