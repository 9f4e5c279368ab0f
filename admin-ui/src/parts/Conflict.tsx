/** A change that crossed another: what is stored now beside what was typed, and what to do about it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useQueryClient } from "@tanstack/react-query";
import { useDataProvider, useSaveContext, useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { useFormContext, useFormState } from "react-hook-form";
import type { Problem } from "../api/problem";
import { changed, differences, type Fields } from "../data/changes";
import { RESOURCES } from "../data/resources";
import { Compare } from "./Compare";
import { Copy } from "./Copy";

interface Props {
  resource: string;
  id: string;
  problem: Problem;
  onClose: () => void;
}

export function Conflict({ resource, id, problem, onClose }: Props) {
  const t = useTranslate();
  const { getValues, reset, setValue } = useFormContext<Fields>();
  const { save } = useSaveContext();
  const queries = useQueryClient();
  const theirs = useTheirs(resource, id, problem);
  const { defaultValues = {} } = useFormState();
  // Only what was changed here is saved; the rest stays theirs.
  const shownTheirs = shown(resource, theirs ?? {});
  const shownMine = { ...shownTheirs, ...changed(shown(resource, defaultValues), shown(resource, getValues())) };
  const take = () => {
    if (!theirs) return;
    queries.setQueryData([resource, "getOne", { id: String(id) }], theirs);
    reset(theirs);
    onClose();
  };
  const keep = async () => {
    if (!theirs) return;
    setValue("_etag", theirs._etag);
    onClose();
    await save?.({ ...getValues(), _etag: theirs._etag });
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="lg" aria-labelledby="conflict">
      <DialogTitle id="conflict">{t("cms.conflict.title")}</DialogTitle>
      <DialogContent>
        <Box sx={{ mb: 2 }}>{t("cms.conflict.lead")}</Box>
        {theirs && (
          <>
            <Compare
              before={shownTheirs}
              after={shownMine}
              beforeName={t("cms.conflict.theirs")}
              afterName={t("cms.conflict.mine")}
            />
            <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.5, mt: 2 }}>
              {differences(shownTheirs, shownMine).map(({ path, after }) => (
                <Box key={path} sx={{ fontSize: "0.82rem" }}>
                  <code>{path}</code>
                  <Copy
                    text={typeof after === "string" ? after : JSON.stringify(after)}
                    what={t("cms.conflict.copy", { path })}
                  />
                </Box>
              ))}
            </Box>
          </>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {t("cms.conflict.back")}
        </Button>
        <Button variant="outlined" onClick={take} disabled={!theirs}>
          {t("cms.conflict.take")}
        </Button>
        <Button variant="contained" onClick={keep} disabled={!theirs}>
          {t("cms.conflict.keep")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** What is stored now: the problem may hold it, else it is asked for. */
function useTheirs(resource: string, id: string, problem: Problem): Fields | null {
  const [theirs, setTheirs] = useState<Fields | null>(null);
  const provider = useDataProvider();
  useEffect(() => {
    const { current } = problem.members;
    if (current && problem.etag) {
      const fields = current as Fields;
      setTheirs({ ...(RESOURCES[resource]?.receive?.(fields) ?? fields), id, _etag: problem.etag });
      return;
    }
    provider.getOne(resource, { id }).then(({ data }) => setTheirs(data), onFault);
  }, [resource, id, problem, provider]);
  return theirs;
}

/** The dialog stays without a comparison; going back to the form is always possible. */
function onFault(): void {}

/** Of a record, what a form may change. */
function shown(resource: string, fields: Fields): Fields {
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith("_")));
  return RESOURCES[resource]?.give?.(own) ?? own;
}
