/** A dialog that asks before something is done, with a reason where the audit log wants one. */

import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useTranslate } from "ra-core";
import { type FormEvent, type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { excess } from "./excess";
import { Fault } from "./Fault";
import { Reason } from "./Reason";

/** Something else comes in the dialog's place. */
export const STAY = Symbol("stay");

interface Props {
  open: boolean;
  title: string;
  children?: ReactNode;
  /** What the button says. */
  verb: string;
  danger?: boolean;
  /** Something else is not as it should be yet. */
  disabled?: boolean;
  /** Ask for a reason, which may be left out if it is "optional"; `act` gets it. */
  reason?: boolean | "optional";
  /** What the reason is called, where it is not that. */
  reasonName?: string;
  onClose: () => void;
  /** The dialog stays open while it runs, with what went wrong, and when it gives `STAY`. */
  act: (reason: string) => Promise<unknown>;
}

export function Ask({
  open,
  title,
  children,
  verb,
  danger = false,
  reason = false,
  reasonName,
  disabled = false,
  onClose,
  act,
}: Props) {
  const t = useTranslate();
  const id = useId();
  const [text, setText] = useState("");
  const unfit = disabled || (reason === true && !text.trim()) || Boolean(reason && excess(text));
  // A form can be sent by keys while its button is disabled, and once more before a state says that it is under way.
  const acting = useRef(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!open || unfit || acting.current) return;
    acting.current = true;
    setBusy(true);
    setError(null);
    try {
      if ((await act(text.trim())) === STAY) return;
      setText("");
      onClose();
    } catch (found) {
      setError(found);
    } finally {
      acting.current = false;
      setBusy(false);
    }
  };
  return (
    <Dialog open={open} onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <form onSubmit={submit} onKeyDown={holdBack}>
        <DialogTitle id={id}>{title}</DialogTitle>
        {/* Room for the label of a first field. */}
        <DialogContent sx={{ display: "grid", gap: 1.5, "&&": { pt: 1 } }}>
          {children}
          {reason && (
            <Reason
              label={reasonName ?? t("cms.reason")}
              value={text}
              onChange={setText}
              required={reason !== "optional"}
              autoFocus={reason !== "optional"}
              sx={{ mt: 1 }}
              onKeyDown={(event) => {
                // A reason is a line or two: Enter is for who decides by keys alone, Shift and Enter for another line.
                if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
                event.preventDefault();
                if (event.repeat) return;
                (event.target as HTMLElement).closest("form")?.requestSubmit();
              }}
            />
          )}
          <Fault error={error} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t("cms.cancel")}</Button>
          <Button
            type="submit"
            variant="contained"
            color={danger ? "error" : "primary"}
            disabled={busy || unfit}
            autoFocus={reason !== true}
          >
            {verb}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Enter that is still held down has opened the dialog, or sent it: it is no answer to it. */
function holdBack(event: KeyboardEvent): void {
  if (event.key === "Enter" && event.repeat && !(event.target instanceof HTMLTextAreaElement)) event.preventDefault();
}
