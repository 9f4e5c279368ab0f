/** What was written another way than it was typed: it stays until it is dismissed. */

import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { fieldName } from "../api/problem";
import { type Fields, type Lists, locate } from "../data/changes";
import { placeName, type Shown } from "../data/resource";

/** As the API answers it. */
export interface ApiNote {
  pointer: string;
  detail: string;
}

/** A note with what was typed there. */
export interface Note {
  path: string;
  typed: unknown;
  detail: string;
}

/** The notes on what was sent, by the places that a form shows. */
export function notesOn(sent: Fields, notes: readonly ApiNote[], lists?: Lists): Note[] {
  return notes.map(({ pointer, detail }) => {
    const { path, value } = locate(sent, fieldName(pointer), lists);
    return { path, typed: value, detail };
  });
}

interface Props {
  notes: readonly Note[];
  words?: Shown | undefined;
  onClose: () => void;
}

export function Notes({ notes, words, onClose }: Props) {
  const t = useTranslate();
  if (!notes.length) return null;
  return (
    <Alert severity="warning" onClose={onClose} closeText={t("cms.close")} sx={{ width: "100%" }}>
      {t("cms.notes.lead")}
      {notes.map(({ path, typed, detail }) => (
        <Box key={path} sx={{ mt: 0.5 }}>
          <strong>{words?.place?.(path, t) ?? placeName(path)}</strong>: {detail}{" "}
          {typeof typed === "string" && (
            <>
              {t("cms.notes.typed")} <bdi>{typed}</bdi>
            </>
          )}
        </Box>
      ))}
    </Alert>
  );
}
