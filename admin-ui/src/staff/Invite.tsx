/** Invite somebody: an address and roles; the link is mailed, and shown this once. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import TextField from "@mui/material/TextField";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { Ask, STAY } from "../parts/Ask";
import { Copy } from "../parts/Copy";
import { INVITATIONS } from "./Invitations";
import { RoleBoxes } from "./RoleBoxes";

type Invited = components["schemas"]["Invited"];

export function Invite({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [roles, setRoles] = useState<string[]>(["editor"]);
  const [made, setMade] = useState<Invited | null>(null);
  if (made) return <Made invited={made} onClose={onClose} />;
  const act = async (reason: string) => {
    const body = { email: email.trim(), roles, ...(reason && { reason }) };
    const found = await ask<Invited>("/v1/admin/staff/invitations", { method: "POST", body });
    queries.invalidateQueries({ queryKey: INVITATIONS });
    setMade(found);
    return STAY;
  };
  return (
    <Ask open title={t("staff.invite")} verb={t("staff.send")} reason="optional" onClose={onClose} act={act}>
      <TextField
        label={t("staff.email")}
        type="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        required
        sx={{ mt: 1 }}
      />
      <RoleBoxes value={roles} onChange={setRoles} />
    </Ask>
  );
}

function Made({ invited, onClose }: { invited: Invited; onClose: () => void }) {
  const t = useTranslate();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="made">
      <DialogTitle id="made">{t("staff.invited", { email: invited.email })}</DialogTitle>
      <DialogContent>
        <Box>{t("staff.invited_lead")}</Box>
        <Box
          sx={({ colours: c }) => ({
            mt: 1.5,
            p: 1.5,
            borderRadius: "8px",
            background: c.sunk,
            display: "flex",
            gap: 1,
            alignItems: "center",
          })}
        >
          <Box component="code" sx={{ overflowWrap: "anywhere", flex: 1 }}>
            {invited.link}
          </Box>
          <Copy text={invited.link} what={t("staff.link")} />
        </Box>
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose} autoFocus>
          {t("cms.done")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
