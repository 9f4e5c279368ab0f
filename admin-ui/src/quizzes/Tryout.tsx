/** A quiz played by whoever makes it: one question after the other, with what is right after each answer. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Fault } from "../parts/Fault";
import { Waiting } from "../parts/Waiting";
import { languageName } from "../questions/languages";
import { Asked } from "./Asked";
import type { Tried, Try } from "./types";

interface Props {
  /** In a language; null: its first. */
  load: (lang: string | null) => Promise<Try>;
  onClose: () => void;
  /** They were drawn by chance: have the quiz ask exactly these. */
  onKeep?: (items: readonly Tried[]) => void;
}

export function Tryout({ load, onClose, onKeep }: Props) {
  const t = useTranslate();
  const [lang, setLang] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["try", lang],
    queryFn: () => load(lang),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="try">
      <DialogTitle id="try" sx={{ display: "flex", alignItems: "center", gap: 2 }}>
        <Box sx={{ flex: 1 }}>{t("quizzes.try_title")}</Box>
        {!onKeep && data && data.langs.length > 1 && (
          <TextField
            select
            label={t("quizzes.try_lang")}
            value={lang ?? data.langs[0]}
            onChange={(event) => setLang(event.target.value)}
            sx={{ width: 150 }}
          >
            {data.langs.map((one) => (
              <MenuItem key={one} value={one}>
                {languageName(one)}
              </MenuItem>
            ))}
          </TextField>
        )}
      </DialogTitle>
      <DialogContent>
        <Fault error={error} onRetry={refetch} />
        {!data && !error && <Waiting rows={4} />}
        {data && <Round key={lang} items={data.items} />}
      </DialogContent>
      <DialogActions>
        {onKeep && data && (
          <>
            <Box sx={{ flex: 1, color: "text.secondary", fontSize: "0.82rem", px: 2 }}>{t("quizzes.try_lead")}</Box>
            <Button onClick={() => onKeep(data.items)}>{t("quizzes.keep")}</Button>
          </>
        )}
        <Button onClick={onClose}>{t("cms.close")}</Button>
      </DialogActions>
    </Dialog>
  );
}

function Round({ items }: { items: readonly Tried[] }) {
  const t = useTranslate();
  const [at, setAt] = useState(0);
  const [right, setRight] = useState(0);
  const one = items[at];
  if (!one)
    return (
      <Box role="status" sx={{ py: 3, textAlign: "center", display: "grid", gap: 2, justifyItems: "center" }}>
        <Box sx={{ fontSize: "1.5rem", fontWeight: 750 }}>{t("quizzes.score", { right, count: items.length })}</Box>
        <Button
          variant="contained"
          autoFocus
          onClick={() => {
            setAt(0);
            setRight(0);
          }}
        >
          {t("quizzes.again")}
        </Button>
      </Box>
    );
  return (
    <Asked
      key={`${at} ${one.id}`}
      question={one}
      number={at + 1}
      count={items.length}
      onNext={(good) => {
        setRight(right + (good ? 1 : 0));
        setAt(at + 1);
      }}
    />
  );
}
