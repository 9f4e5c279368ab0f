/** A search over published questions, each to be added with a press. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { ask } from "../api/http";
import { useCategories } from "../categories/tree";
import { Fault } from "../parts/Fault";
import { Words } from "../parts/Words";
import { DIFFICULTIES } from "../questions/rules";
import type { Item } from "../questions/types";
import { useSlugs } from "./categories";
import type { Picked } from "./types";

interface Props {
  lang: string;
  category: string | null;
  picked: ReadonlySet<string>;
  full: boolean;
  onPick: (one: Picked) => void;
}

const SHOWN = 12;

export function Finder({ lang, category, picked, full, onPick }: Props) {
  const t = useTranslate();
  const { choices } = useCategories();
  const { idOf } = useSlugs();
  const [typed, setTyped] = useState("");
  const [own, setOwn] = useState<string | null>(null);
  const [difficulty, setDifficulty] = useState("");
  const where = own ?? idOf(category);
  const q = useSettled(typed.trim());
  const query = { state: "published", lang, q, category_id: where, difficulty, limit: SHOWN };
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ["questions", "find", query],
    queryFn: ({ signal }) => ask<{ items: Item[]; next: string | null }>("/v1/admin/questions", { query, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <Box role="search" aria-label={t("quizzes.find")} sx={{ minWidth: 0 }}>
      <Box sx={{ display: "grid", gap: 1, gridTemplateColumns: "minmax(0, 1fr) minmax(0, 1fr)", mb: 1 }}>
        <TextField
          label={t("quizzes.find")}
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            // The form around it is not sent by it.
            if (event.key === "Enter") event.preventDefault();
          }}
          slotProps={{ htmlInput: { dir: "auto", maxLength: 200 } }}
          sx={{ gridColumn: "1 / -1" }}
        />
        <TextField
          select
          label={t("quizzes.find_in")}
          value={choices.length ? where : ""}
          onChange={(event) => setOwn(event.target.value)}
        >
          <MenuItem value="">{t("cms.list.any")}</MenuItem>
          {choices.map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          label={t("quizzes.find_difficulty")}
          value={difficulty}
          onChange={(event) => setDifficulty(event.target.value)}
        >
          <MenuItem value="">{t("cms.list.any")}</MenuItem>
          {DIFFICULTIES.map((one) => (
            <MenuItem key={one} value={one}>
              {t(`questions.difficulties.${one}`)}
            </MenuItem>
          ))}
        </TextField>
      </Box>
      <Fault error={error} onRetry={refetch} />
      <Box component="ul" aria-busy={isPending} sx={{ m: 0, p: 0, listStyle: "none" }}>
        {data?.items.map((one) => (
          <Found key={one.id} one={one} there={picked.has(one.id)} full={full} onPick={onPick} />
        ))}
      </Box>
      <Box role="status" sx={{ color: "text.secondary", fontSize: "0.82rem", mt: 1 }}>
        {data && !data.items.length && t("quizzes.none_found")}
        {data?.next && t("quizzes.first_found", { smart_count: data.items.length })}
      </Box>
    </Box>
  );
}

interface FoundProps {
  one: Item;
  there: boolean;
  full: boolean;
  onPick: (one: Picked) => void;
}

function Found({ one, there, full, onPick }: FoundProps) {
  const t = useTranslate();
  const off = there || full;
  return (
    <Box
      component="li"
      sx={({ colours: c }) => ({
        display: "flex",
        alignItems: "center",
        gap: 1,
        py: 0.5,
        borderTop: `1px solid ${c.line}`,
      })}
    >
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Words lang={one.lang}>{one.stem}</Words>
        <Box sx={{ color: "text.secondary", fontSize: "0.78rem" }}>
          {t(`questions.kinds.${one.kind}`)} · {t(`questions.difficulties.${one.difficulty}`)} ·{" "}
          <bdi>{one.category.name}</bdi>
        </Box>
      </Box>
      {/* It keeps the focus when it was pressed: not `disabled`. */}
      <Button
        variant="outlined"
        aria-disabled={off}
        aria-label={t(there ? "quizzes.added_named" : "quizzes.add_named", { name: one.stem })}
        onClick={() => off || onPick({ id: one.id, kind: one.kind, stem: one.stem })}
        sx={off ? { color: "text.secondary", borderStyle: "dashed", cursor: "default" } : {}}
      >
        {t(there ? "quizzes.added" : "quizzes.add")}
      </Button>
    </Box>
  );
}

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 300);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
