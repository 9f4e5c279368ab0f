/** What the search has found, by kind: the listbox of its combobox. */

import Box from "@mui/material/Box";
import Paper from "@mui/material/Paper";
import { useTranslate } from "ra-core";
import { useEffect } from "react";
import type { Choice } from "./found";
import type { State } from "./useChoices";

interface Props {
  /** Of the listbox; with the number of a choice, of that. */
  id: string;
  choices: readonly Choice[];
  active: number;
  state: State;
  onChoose: (choice: Choice) => void;
}

export function Choices({ id, choices, active, state, onChoose }: Props) {
  const t = useTranslate();
  const kinds = [...new Set(choices.map(({ kind }) => kind))];
  useEffect(() => {
    document.getElementById(`${id}${active}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  return (
    <Paper
      variant="outlined"
      sx={{
        position: "absolute",
        insetInlineEnd: 0,
        top: "calc(100% + 6px)",
        width: "min(30rem, 92vw)",
        boxShadow: 6,
        zIndex: 1,
      }}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
    >
      <Box id={id} role="listbox" aria-label={t("search.found")} sx={{ maxHeight: "65vh", overflowY: "auto" }}>
        {kinds.map((kind) => (
          <Box key={kind} role="group" aria-label={t(`search.kinds.${kind}`)} sx={{ pb: 0.5 }}>
            <Box
              role="presentation"
              sx={{ px: 1.5, pt: 1, pb: 0.25, fontSize: "0.76rem", fontWeight: 650, color: "text.secondary" }}
            >
              {t(`search.kinds.${kind}`)}
            </Box>
            {choices.map((one, at) =>
              one.kind === kind ? (
                <Option key={one.to} id={`${id}${at}`} choice={one} active={at === active} onChoose={onChoose} />
              ) : null,
            )}
          </Box>
        ))}
      </Box>
      <Box role="status" sx={{ px: 1.5, py: 1, fontSize: "0.82rem", color: "text.secondary" }}>
        {state === "done" ? t("search.count", { smart_count: choices.length }) : t(`search.${state}`)}
      </Box>
    </Paper>
  );
}

interface OptionProps {
  id: string;
  choice: Choice;
  active: boolean;
  onChoose: (choice: Choice) => void;
}

function Option({ id, choice, active, onChoose }: OptionProps) {
  const t = useTranslate();
  const title = choice.kind === "case" ? t(`queues.names.${choice.title}`) : choice.title;
  return (
    <Box
      id={id}
      role="option"
      aria-selected={active}
      onClick={() => onChoose(choice)}
      sx={({ colours: c }) => ({
        display: "flex",
        gap: 1.5,
        alignItems: "baseline",
        px: 1.5,
        py: 0.75,
        cursor: "pointer",
        background: active ? c.markWash : "transparent",
        boxShadow: active ? `inset 3px 0 0 ${c.mark}` : "none",
        "&:hover": { background: c.markWash },
      })}
    >
      <Box component="bdi" dir="auto" sx={{ flex: 1, minWidth: 0, overflow: "hidden", textOverflow: "ellipsis" }}>
        {title}
      </Box>
      <Box component="bdi" sx={{ color: "text.secondary", fontSize: "0.82rem", overflowWrap: "anywhere" }}>
        {choice.note}
      </Box>
    </Box>
  );
}
