/** A button that puts a text into the clipboard, and says that it did. */

import CheckIcon from "@mui/icons-material/Check";
import CopyIcon from "@mui/icons-material/ContentCopy";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { toClipboard } from "./clipboard";

export function Copy({ text, what }: { text: string; what: string }) {
  const t = useTranslate();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 2_000);
    return () => clearTimeout(timer);
  }, [done]);
  const label = t(done ? "cms.copied" : "cms.copy", { what });
  return (
    <Tooltip title={label}>
      <IconButton
        aria-label={label}
        onClick={() => toClipboard(text).then(() => setDone(true))}
        sx={{ color: "inherit", p: 0.5 }}
      >
        {done ? <CheckIcon sx={{ fontSize: 16 }} /> : <CopyIcon sx={{ fontSize: 16 }} />}
      </IconButton>
    </Tooltip>
  );
}
