import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import TextField from "@mui/material/TextField";
import { useQueryClient } from "@tanstack/react-query";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import type { Translate } from "../data/resource";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { change, type Seen, type Threshold } from "./calls";
import { Last } from "./Last";

export function Thresholds({ seen }: { seen: Seen }) {
  const t = useTranslate();
  const [changed, setChanged] = useState<Threshold | null>(null);
  return (
    <Card title={t("settings.thresholds")} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t("settings.what")}</TableCell>
            <TableCell align="right">{t("settings.value")}</TableCell>
            <TableCell>{t("settings.last")}</TableCell>
            <TableCell>{t("settings.change")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {seen.settings.thresholds.map((one) => (
            <TableRow key={one.name}>
              <TableCell>
                <b>{measure(one, t)}</b>
                <Box sx={{ color: "text.secondary", fontSize: "0.82rem" }}>{help(one, t)}</Box>
              </TableCell>
              <TableCell align="right" sx={{ whiteSpace: "nowrap" }}>
                {t(`settings.units.${one.unit}`, { smart_count: one.value, n: one.value.toLocaleString("en") })}
              </TableCell>
              <TableCell>
                <Last of={one} />
              </TableCell>
              <TableCell>
                <Button
                  variant="outlined"
                  aria-label={t("settings.change_of", { name: measure(one, t) })}
                  onClick={() => setChanged(one)}
                >
                  {t("settings.change")}
                </Button>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {changed && <Change seen={seen} one={changed} onClose={() => setChanged(null)} />}
    </Card>
  );
}

const measure = ({ name }: Threshold, t: Translate) => t(`settings.measures.${name}`, { _: name });
const help = ({ name, help: said }: Threshold, t: Translate) => t(`settings.measure_help.${name}`, { _: said });

function Change({ seen, one, onClose }: { seen: Seen; one: Threshold; onClose: () => void }) {
  const t = useTranslate();
  const notify = useNotify();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(String(one.value));
  const value = Number(typed);
  const unfit = typed.trim() === "" || !Number.isInteger(value) || value < one.least || value > one.most;
  const words = (number: number) => number.toLocaleString("en");
  const act = async (reason: string) => {
    const done = await change(queries, seen, { thresholds: { [one.name]: value } }, reason);
    notify(done ? "cms.saved" : "cms.asked", { type: "success" });
  };
  return (
    <Ask
      open
      title={t("settings.change_of", { name: measure(one, t) })}
      verb={t("cms.save")}
      reason
      disabled={unfit || value === one.value}
      onClose={onClose}
      act={act}
    >
      <Box>
        {help(one, t)} {t(`settings.looser.${one.looser}`)}
      </Box>
      <TextField
        label={t("settings.value")}
        type="number"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        error={unfit}
        helperText={t("settings.range", {
          least: words(one.least),
          most: words(one.most),
          default: words(one.default),
        })}
        slotProps={{ htmlInput: { min: one.least, max: one.most, step: 1 } }}
        sx={{ mt: 1 }}
      />
    </Ask>
  );
}
