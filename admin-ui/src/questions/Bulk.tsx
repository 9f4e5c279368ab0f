/** One change of many questions: how many it would touch is told first, then it goes piece by piece. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import LinearProgress from "@mui/material/LinearProgress";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useListContext, useTranslate, useUnselectAll } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { useCategories } from "../categories/tree";
import type { Fields } from "../data/changes";
import { excess } from "../parts/excess";
import { Fault } from "../parts/Fault";
import { Reason } from "../parts/Reason";
import { Words } from "../parts/Words";
import { DIFFICULTIES, STATES } from "./rules";
import type { BulkResult } from "./types";

const PATH = "/v1/admin/questions/bulk";

interface Done {
  changed: number;
  unchanged: number;
  refused: NonNullable<BulkResult["refused"]>;
}

/** Filters of a list are texts; what the API has as a truth value or a number is one in a body. */
export function bodyFilter(filter: Fields): Fields {
  const typed = (name: string, value: unknown) => {
    if (value === "true" || value === "false") return value === "true";
    if (name === "category_id") return Number(value);
    return value;
  };
  return Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, typed(name, value)]));
}

export function Bulk({ filter, onClose }: { filter: Fields; onClose: () => void }) {
  const t = useTranslate();
  const categories = useCategories();
  const { refetch } = useListContext();
  const unselect = useUnselectAll("questions");
  const [what, setWhat] = useState("state");
  const [value, setValue] = useState("");
  const [reason, setReason] = useState("");
  const [preview, setPreview] = useState<BulkResult | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const choices: Record<string, { id: string; name: string }[] | undefined> = {
    state: STATES.map((id) => ({ id, name: t(`questions.states.${id}`) })),
    difficulty: DIFFICULTIES.map((id) => ({ id, name: t(`questions.difficulties.${id}`) })),
    category_id: categories.choices,
  };
  const change =
    what === "category_id"
      ? { [what]: Number(value) }
      : what.endsWith("tags")
        ? { [what]: [value.trim()] }
        : { [what]: value.trim() };
  const body = { filter: bodyFilter(filter), change };
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (found) {
      setError(found);
    } finally {
      setBusy(false);
    }
  };
  const look = () =>
    run(async () => setPreview(await ask<BulkResult>(PATH, { method: "POST", body: { ...body, dry_run: true } })));
  const act = () =>
    run(async () => {
      const sum: Done = { changed: 0, unchanged: 0, refused: [] };
      let cursor: string | null = null;
      do {
        const piece: BulkResult = await ask<BulkResult>(PATH, {
          method: "POST",
          body: { ...body, dry_run: false, cursor, ...(reason.trim() ? { reason: reason.trim() } : {}) },
        });
        sum.changed += piece.changed ?? 0;
        sum.unchanged += piece.unchanged ?? 0;
        sum.refused.push(...(piece.refused ?? []));
        setDone({ ...sum });
        cursor = piece.next;
      } while (cursor);
      unselect();
      refetch();
    });
  const renew = (set: (text: string) => void) => (text: string) => {
    set(text);
    setPreview(null);
  };
  return (
    <Dialog open onClose={busy ? undefined : onClose} fullWidth maxWidth="sm" aria-labelledby="bulk">
      <DialogTitle id="bulk">{t("questions.bulk.title")}</DialogTitle>
      <DialogContent sx={{ display: "grid", gap: 2 }}>
        <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1.5, mt: 1 }}>
          <TextField
            select
            label={t("questions.bulk.what")}
            value={what}
            disabled={Boolean(done)}
            onChange={(event) => {
              renew(setWhat)(event.target.value);
              setValue("");
            }}
          >
            {["state", "category_id", "difficulty", "add_tags", "remove_tags", "source", "licence"].map((name) => (
              <MenuItem key={name} value={name}>
                {t(`questions.bulk.${name}`)}
              </MenuItem>
            ))}
          </TextField>
          <TextField
            select={Boolean(choices[what])}
            label={t("questions.bulk.value")}
            value={value}
            disabled={Boolean(done)}
            onChange={(event) => renew(setValue)(event.target.value)}
            slotProps={{ htmlInput: { dir: "auto", maxLength: 500 } }}
          >
            {choices[what]?.map(({ id, name }) => (
              <MenuItem key={id} value={id}>
                {name}
              </MenuItem>
            ))}
          </TextField>
        </Box>
        {preview && !done && (
          <Box>
            <Box sx={{ fontWeight: 700 }}>
              {t("questions.bulk.matched", { smart_count: preview.matched ?? 0, fit: preview.fit ?? 0 })}
            </Box>
            <Box component="ul" sx={{ my: 1, pl: 2.5, color: "text.secondary", maxHeight: 180, overflowY: "auto" }}>
              {preview.examples?.map((one) => (
                <li key={one.id}>
                  <Words lang={one.lang}>{one.stem}</Words>
                </li>
              ))}
            </Box>
            <Reason label={t("cms.reason")} value={reason} onChange={setReason} sx={{ width: "100%" }} />
          </Box>
        )}
        {busy && <LinearProgress aria-label={t("cms.loading")} />}
        {done && (
          <Box role="status">
            <Box sx={{ fontWeight: 700 }}>
              {t("questions.bulk.done", { smart_count: done.changed, unchanged: done.unchanged })}
            </Box>
            {done.refused.length > 0 && (
              <Box component="ul" sx={{ my: 1, pl: 2.5, maxHeight: 200, overflowY: "auto" }}>
                {done.refused.map((one) => (
                  <li key={one.id}>
                    <code>{one.id}</code> {one.detail}
                  </li>
                ))}
              </Box>
            )}
          </Box>
        )}
        <Fault error={error} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} disabled={busy}>
          {t(done ? "cms.close" : "cms.cancel")}
        </Button>
        {!done && !preview && (
          <Button variant="contained" onClick={look} disabled={busy || !value.trim()}>
            {t("questions.bulk.look")}
          </Button>
        )}
        {!done && preview && (
          <Button variant="contained" onClick={act} disabled={busy || !preview.fit || excess(reason) > 0}>
            {t("questions.bulk.act", { smart_count: preview.fit ?? 0 })}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
