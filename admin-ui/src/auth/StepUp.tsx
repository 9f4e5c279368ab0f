/** What was asked for takes the second factor again. */

import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";
import { useTranslate } from "ra-core";
import { Code } from "./Code";
import { stepUp } from "./calls";
import { Form, field } from "./Form";

export function StepUp({ open, onDone }: { open: boolean; onDone: (passed: boolean) => void }) {
  const t = useTranslate();
  const act = async (fields: FormData) => {
    await stepUp(field(fields, "code"));
    onDone(true);
  };
  return (
    <Dialog open={open} onClose={() => onDone(false)} fullWidth maxWidth="xs" aria-labelledby="step-up">
      <DialogTitle id="step-up">{t("auth.step_up")}</DialogTitle>
      <DialogContent>
        <Typography color="text.secondary" sx={{ mb: 2 }}>
          {t("auth.step_up_lead")}
        </Typography>
        {open && (
          <Form
            verb={t("auth.confirm")}
            act={act}
            more={<Button onClick={() => onDone(false)}>{t("cms.cancel")}</Button>}
          >
            <Code />
          </Form>
        )}
      </DialogContent>
    </Dialog>
  );
}
