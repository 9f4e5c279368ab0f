/** A change that crossed another: what is stored now beside what was typed, and what to do about it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useTranslate } from "ra-core";
import { useEffect, useRef, useState } from "react";
import { useFormContext, useFormState } from "react-hook-form";
import type { Problem } from "../api/problem";
import { changed, differences, type Fields } from "../data/changes";
import { Compare } from "./Compare";
import { Copy } from "./Copy";

interface Props {
  problem: Problem;
  theirs: (problem: Problem) => Promise<Fields>;
  shown: (fields: Fields) => Fields;
  onTake: (theirs: Fields) => void;
  onKeep: (mine: Fields, theirs: Fields) => Promise<unknown>;
  onClose: () => void;
}

export function Conflict({ problem, theirs: load, shown, onTake, onKeep, onClose }: Props) {
  const t = useTranslate();
  const { getValues, reset } = useFormContext<Fields>();
  const { defaultValues = {} } = useFormState();
  const [theirs, setTheirs] = useState<Fields | null>(null);
  const loaded = useRef(load);
  useEffect(() => {
    loaded.current(problem).then(setTheirs, onFault);
  }, [problem]);
  // Only what was changed here is saved; the rest stays theirs.
  const shownTheirs = shown(theirs ?? {});
  const shownMine = { ...shownTheirs, ...changed(shown(defaultValues), shown(getValues())) };
  const take = () => {
    if (!theirs) return;
    onTake(theirs);
    reset(theirs);
    onClose();
  };
  const keep = async () => {
    if (!theirs) return;
    onClose();
    await onKeep(changed(defaultValues, getValues()), theirs);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="lg" aria-labelledby="conflict">
      <DialogTitle id="conflict">{t("cms.conflict.title")}</DialogTitle>
      <DialogContent>
        <Box sx={{ mb: 2 }}>{t("cms.conflict.lead")}</Box>
        {theirs && (
          <>
            <Compare
              before={shownTheirs}
              after={shownMine}
              beforeName={t("cms.conflict.theirs")}
              afterName={t("cms.conflict.mine")}
            />
            <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, mt: 2 }}>
              {differences(shownTheirs, shownMine).map(({ path, after }) => (
                <Box key={path} sx={{ fontSize: "0.82rem" }}>
                  <code>{path}</code>
                  <Copy
                    text={typeof after === "string" ? after : JSON.stringify(after)}
                    what={t("cms.conflict.copy", { path })}
                  />
                </Box>
              ))}
            </Box>
          </>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {t("cms.conflict.back")}
        </Button>
        <Button variant="outlined" onClick={take} disabled={!theirs}>
          {t("cms.conflict.take")}
        </Button>
        <Button variant="contained" onClick={keep} disabled={!theirs}>
          {t("cms.conflict.keep")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** The dialog stays without a comparison; going back to the form is always possible. */
function onFault(): void {}
