/** Forgetting who a player is: what that does is said first, and it takes the name typed, a reason and two people. */

import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { isName } from "../parts/names";
import { Typed } from "../parts/Typed";
import { type Overview, PLAYERS } from "./types";

const MEANS = ["person", "money", "boards", "others", "for_ever"] as const;

export function Erase({ player }: { player: Overview }) {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState(false);
  const act = async (reason: string) => {
    await ask(`${PLAYERS}/${player.id}/erase`, { method: "POST", body: { reason } });
    setTyped("");
    setAsked(true);
  };
  return (
    <Card
      title={t("players.erase")}
      actions={
        <Button variant="outlined" color="error" onClick={() => setOpen(true)}>
          {t("players.erase_do")}
        </Button>
      }
    >
      {asked && (
        <Alert severity="info" sx={{ mb: 1 }}>
          {t("players.erase_asked")}{" "}
          <MuiLink component={Link} to="/approvals">
            {t("nav.approvals")}
          </MuiLink>
        </Alert>
      )}
      <Means />
      <Ask
        open={open}
        title={t("players.erase_of", { name: player.name })}
        verb={t("players.erase_verb")}
        danger
        disabled={!isName(typed, player.name)}
        reason
        onClose={() => setOpen(false)}
        act={act}
      >
        <Means />
        <Typed name={player.name} value={typed} onChange={setTyped} />
      </Ask>
    </Card>
  );
}

function Means() {
  const t = useTranslate();
  return (
    <Box component="ul" sx={{ m: 0, pl: 2.5, maxWidth: "72ch", display: "grid", gap: 0.5 }}>
      {MEANS.map((one) => (
        <li key={one}>{t(`players.erase_means.${one}`)}</li>
      ))}
    </Box>
  );
}
