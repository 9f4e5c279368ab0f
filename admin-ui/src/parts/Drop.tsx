/** A place to drop a file on, or to choose one from. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { type DragEvent, useRef, useState } from "react";

interface Props {
  file: File | null;
  onFile: (file: File) => void;
  /** Types that the browser offers first. */
  accept?: string;
}

export function Drop({ file, onFile, accept }: Props) {
  const t = useTranslate();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [first] = event.dataTransfer.files;
    if (first) onFile(first);
  };
  return (
    <Box
      onDragOver={(event: DragEvent) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      sx={({ colours: c }) => ({
        p: 4,
        textAlign: "center",
        borderRadius: "12px",
        border: `2px dashed ${over ? c.focus : c.edge}`,
        background: over ? c.markWash : c.sunk,
      })}
    >
      <Box sx={{ fontWeight: 700, mb: 1 }}>{file ? <bdi>{file.name}</bdi> : t("imports.drop")}</Box>
      {file && <Box sx={{ mb: 1, color: "text.secondary" }}>{bytes(file.size)}</Box>}
      <Button variant="outlined" onClick={() => input.current?.click()}>
        {t(file ? "imports.another" : "imports.choose")}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={t("imports.choose")}
        onChange={(event) => {
          const [first] = event.target.files ?? [];
          if (first) onFile(first);
        }}
      />
    </Box>
  );
}

/** A size as people say it. */
export const bytes = (size: number) =>
  size < 1_048_576 ? `${Math.ceil(size / 1024)} kB` : `${(size / 1_048_576).toFixed(1)} MB`;
