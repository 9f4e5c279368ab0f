/** Two people picked for one day: what is stored beside what was chosen here. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useTranslate } from "ra-core";
import { useFormContext } from "react-hook-form";
import type { Problem } from "../api/problem";
import { Words } from "../parts/Words";
import type { Picked } from "../quizzes/types";
import type { Day } from "./calls";

interface Props {
  problem: Problem;
  onClose: () => void;
  onTake: () => Promise<unknown>;
  onKeep: (draft: unknown, etag: string | null) => Promise<void>;
}

export function DayConflict({ problem, onClose, onTake, onKeep }: Props) {
  const t = useTranslate();
  const { getValues } = useFormContext();
  const theirs = problem.members.current as Day | undefined;
  const take = async () => {
    onClose();
    await onTake();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="lg" aria-labelledby="day-conflict">
      <DialogTitle id="day-conflict">{t("cms.conflict.title")}</DialogTitle>
      <DialogContent>
        <Box sx={{ mb: 2 }}>{t("daily.conflict")}</Box>
        <Box sx={{ display: "grid", gap: 3, gridTemplateColumns: { md: "1fr 1fr" } }}>
          <Side name={t("daily.theirs")} questions={theirs?.questions ?? []} />
          <Side name={t("daily.mine")} questions={getValues("questions") as Picked[]} />
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {t("cms.conflict.back")}
        </Button>
        <Button variant="outlined" onClick={take}>
          {t("daily.take")}
        </Button>
        <Button variant="contained" onClick={() => onKeep(getValues(), problem.etag)}>
          {t("daily.keep")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Side({ name, questions }: { name: string; questions: readonly Picked[] }) {
  return (
    <Box>
      <Box component="h3" sx={{ m: 0, mb: 1, fontSize: "0.92rem" }}>
        {name}
      </Box>
      <Box component="ol" sx={{ m: 0, pl: 3 }}>
        {questions.map((one) => (
          <li key={one.id}>
            <Words>{one.stem}</Words>
          </li>
        ))}
      </Box>
    </Box>
  );
}
