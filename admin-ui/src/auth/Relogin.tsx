/** The login ended while somebody worked: they log in again over the page, as themselves, and go on. */

import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Typography from "@mui/material/Typography";
import { useGetIdentity, useTranslate } from "ra-core";
import { forget } from "../api/session";
import { Steps } from "./Steps";

export function Relogin({ open, onDone }: { open: boolean; onDone: (passed: boolean) => void }) {
  const t = useTranslate();
  const { identity } = useGetIdentity();
  const done = () => {
    forget();
    onDone(true);
  };
  return (
    <Dialog open={open} fullWidth maxWidth="xs" aria-labelledby="relogin">
      <DialogTitle id="relogin">{t("auth.ended")}</DialogTitle>
      <DialogContent>
        <Typography color="text.secondary" sx={{ mb: 2 }}>
          {t("auth.ended_lead")}
        </Typography>
        {open && (
          <Steps
            email={identity?.email as string | undefined}
            onDone={done}
            cancel={<Button onClick={() => onDone(false)}>{t("cms.cancel")}</Button>}
          />
        )}
      </DialogContent>
    </Dialog>
  );
}
