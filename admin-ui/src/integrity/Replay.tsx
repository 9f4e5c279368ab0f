import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { LETTERS, type Letter, readEvent } from "./types";

/** Sends a letter on its way as it is, or as it should have been. */
export function Replay({ letter, onDone }: { letter: Letter; onDone: (letter: Letter) => void }) {
  const t = useTranslate();
  const notify = useNotify();
  const [way, setWay] = useState<"replay" | "mend" | null>(null);
  const before = JSON.stringify(letter.event ?? {}, null, 2);
  const [text, setText] = useState(before);
  const read = readEvent(text);
  const fault = "fault" in read ? t(`integrity.faults.${read.fault}`) : "";
  const act = async (reason: string) => {
    const event = way === "mend" && "event" in read ? read.event : null;
    onDone(await ask<Letter>(`${LETTERS}/${letter.id}/replay`, { method: "POST", body: { reason, event } }));
    notify("integrity.sent", { type: "success" });
  };
  return (
    <>
      {letter.event && letter.event_id && (
        <Button variant="outlined" onClick={() => setWay("mend")}>
          {t("integrity.mend")}
        </Button>
      )}
      <Button variant="contained" onClick={() => setWay("replay")}>
        {t("integrity.replay")}
      </Button>
      <Ask
        open={way !== null}
        title={t(`integrity.${way ?? "replay"}_title`)}
        verb={t("integrity.send")}
        reason
        disabled={way === "mend" && (Boolean(fault) || text === before)}
        onClose={() => setWay(null)}
        act={act}
      >
        {letter.unreadable && way === "replay"
          ? t("integrity.replay_unreadable")
          : t(`integrity.${way ?? "replay"}_means`)}
        {way === "mend" && (
          <TextField
            label={t("integrity.should_be")}
            value={text}
            onChange={(event) => setText(event.target.value)}
            error={Boolean(fault)}
            helperText={fault}
            multiline
            minRows={8}
            maxRows={16}
            sx={{ mt: 1 }}
            slotProps={{ htmlInput: { spellCheck: false, dir: "ltr", style: { fontFamily: "monospace" } } }}
          />
        )}
      </Ask>
    </>
  );
}
