/** Beside a list: have all that its filters find written to a file by the server. */

import ExportIcon from "@mui/icons-material/FileDownloadOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useListContext, useNotify, usePermissions, useRedirect, useTranslate } from "ra-core";
import { useState } from "react";
import { makeOnce } from "../data/once";
import { Ask } from "../parts/Ask";
import { FilterWords } from "./FilterWords";
import { EXPORTS, formatsOf, known, type Subject } from "./types";

/** In a list: by its filters. */
export function ExportAction({ subject }: { subject: Subject }) {
  const { filterValues } = useListContext();
  return <ExportButton subject={subject} filter={filterValues ?? {}} />;
}

interface Props {
  subject: Subject;
  filter: Record<string, unknown>;
}

export function ExportButton({ subject, filter: given }: Props) {
  const t = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const { permissions } = usePermissions<string[]>();
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState("csv");
  if (!permissions?.includes("exports.make")) return null;
  const formats = formatsOf(subject);
  const [filter, left] = known(subject, given);
  const isFiltered = Object.keys(filter).length > 0;
  const act = async () => {
    await makeOnce(EXPORTS, { subject, format, filter });
    notify("exports.started", { type: "info" });
    redirect("list", "exports");
  };
  return (
    <>
      <Button variant="outlined" startIcon={<ExportIcon />} onClick={() => setOpen(true)}>
        {t("exports.action")}
      </Button>
      <Ask
        open={open}
        title={t("exports.title", { name: t(`exports.subjects.${subject}`) })}
        verb={t("exports.start")}
        onClose={() => setOpen(false)}
        act={act}
      >
        <Box>{t(isFiltered ? "exports.filtered" : "exports.all")}</Box>
        {isFiltered && <FilterWords filter={filter} />}
        {left.length > 0 && <Box>{t("exports.left", { names: left.join(", ") })}</Box>}
        {formats.length > 1 && (
          <TextField
            select
            label={t("exports.format")}
            value={format}
            onChange={(event) => setFormat(event.target.value)}
            helperText={t(format === "csv" ? "exports.csv_note" : "exports.others_note")}
            sx={{ mt: 1 }}
          >
            {formats.map((one) => (
              <MenuItem key={one} value={one}>
                {t(`exports.formats.${one}`)}
              </MenuItem>
            ))}
          </TextField>
        )}
      </Ask>
    </>
  );
}
