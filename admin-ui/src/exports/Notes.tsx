/** What a format could not say of some rows. */

import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Words } from "../parts/Words";
import type { Export } from "./types";

export function Notes({ notes }: { notes: Export["notes"] }) {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("exports.notes_n", { smart_count: notes.length })}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} fullWidth maxWidth="md" aria-labelledby="export-notes">
        <DialogTitle id="export-notes">{t("exports.notes")}</DialogTitle>
        <DialogContent tabIndex={0}>
          <Table size="small">
            <TableBody>
              {notes.map((one, at) => (
                <TableRow key={at}>
                  <TableCell>
                    {t("exports.row")} {one.row}
                  </TableCell>
                  <TableCell>{t(one.left_out ? "exports.left_out" : "exports.kept")}</TableCell>
                  <TableCell>
                    <Words>{one.detail}</Words>
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setOpen(false)}>{t("cms.close")}</Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
