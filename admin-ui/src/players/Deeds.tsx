/** What can be done about a player from wherever one looks at them. */

import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import { Impose } from "./Impose";
import type { Overview } from "./types";

export function Deeds({ player }: { player: Overview }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const queries = useQueryClient();
  const [imposing, setImposing] = useState(false);
  return (
    <>
      {permissions?.includes("players.view") && (
        <Button component={Link} to={`/players/${player.id}/view`} variant="outlined">
          {t("players.view.go")}
        </Button>
      )}
      {permissions?.includes("players.sanction") && (
        <Button variant="outlined" color="error" onClick={() => setImposing(true)}>
          {t("players.impose")}
        </Button>
      )}
      {imposing && (
        <Impose
          player={player}
          onClose={() => setImposing(false)}
          onDone={() => queries.invalidateQueries({ queryKey: ["players", player.id] })}
        />
      )}
    </>
  );
}
