import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useQueryClient } from "@tanstack/react-query";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Mark } from "../parts/Mark";
import { change, type Seen } from "./calls";
import { Last } from "./Last";
import { offMeans, type Switch, switchName } from "./names";

export function Switches({ seen }: { seen: Seen }) {
  const t = useTranslate();
  const [turned, setTurned] = useState<Switch | null>(null);
  return (
    <Card title={t("settings.switches")} flush>
      <Box sx={{ px: 2, pb: 1.5, color: "text.secondary" }}>{t("settings.switches_lead")}</Box>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t("settings.what")}</TableCell>
            <TableCell>{t("settings.state")}</TableCell>
            <TableCell>{t("settings.last")}</TableCell>
            <TableCell>{t("settings.turn")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {seen.settings.switches.map((one) => (
            <TableRow key={one.name}>
              <TableCell>
                <bdi dir="auto">{switchName(one, t)}</bdi>
              </TableCell>
              <TableCell>
                <Mark tone={one.is_on ? "good" : "bad"}>{t(one.is_on ? "settings.on" : "settings.off")}</Mark>
              </TableCell>
              <TableCell>
                <Last of={one} />
              </TableCell>
              <TableCell>
                <Button
                  variant="outlined"
                  color={one.is_on ? "error" : "primary"}
                  aria-label={t("settings.turn_of", { turn: verb(one, t), name: switchName(one, t) })}
                  onClick={() => setTurned(one)}
                >
                  {verb(one, t)}
                </Button>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {turned && <Turn seen={seen} one={turned} onClose={() => setTurned(null)} />}
    </Card>
  );
}

const verb = ({ is_on }: Switch, t: (key: string) => string) => t(is_on ? "settings.turn_off" : "settings.turn_on");

interface TurnProps {
  seen: Seen;
  one: Switch;
  onClose: () => void;
  onDone?: () => Promise<unknown>;
}

/** Asks why, and turns it. */
export function Turn({ seen, one, onClose, onDone }: TurnProps) {
  const t = useTranslate();
  const notify = useNotify();
  const queries = useQueryClient();
  const act = async (reason: string) => {
    await change(queries, seen, { switches: { [one.name]: !one.is_on } }, reason);
    await onDone?.();
    notify("cms.saved", { type: "success" });
  };
  return (
    <Ask
      open
      title={t("settings.turn_of", { turn: verb(one, t), name: switchName(one, t) })}
      verb={verb(one, t)}
      danger={one.is_on}
      reason
      onClose={onClose}
      act={act}
    >
      {one.is_on && offMeans(one.name, t)}
    </Ask>
  );
}
