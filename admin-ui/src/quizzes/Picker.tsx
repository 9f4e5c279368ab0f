/** Questions picked by hand: the ones picked, in their order, beside a search over the published ones. */

import DownIcon from "@mui/icons-material/ArrowDownward";
import UpIcon from "@mui/icons-material/ArrowUpward";
import CloseIcon from "@mui/icons-material/Close";
import Box from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import { useTranslate } from "ra-core";
import { useEffect, useRef } from "react";
import { UNEVEN } from "../parts/halves";
import { Words } from "../parts/Words";
import { Finder } from "./Finder";
import { moved } from "./order";
import type { Picked } from "./types";

interface Props {
  value: readonly Picked[];
  onChange: (value: Picked[]) => void;
  /** Of the questions to be found. */
  lang: string;
  /** Where the search begins. */
  category: string | null;
  most: number;
  /** Whether it must be so many, and not only at most. */
  exactly?: boolean;
}

export function Picker({ value, onChange, lang, category, most, exactly = false }: Props) {
  const t = useTranslate();
  const list = useRef<HTMLOListElement>(null);
  const focus = useRef<string | null>(null);
  // What was moved or removed took the focus with it.
  useEffect(() => {
    const wanted = focus.current;
    focus.current = null;
    if (!wanted || !list.current) return;
    const [id, ...names] = wanted.split(" ");
    const row = list.current.querySelector(`[data-id="${id}"]`) ?? list.current.lastElementChild;
    const buttons = names.map((name) => row?.querySelector<HTMLButtonElement>(`[data-act="${name}"]`));
    (buttons.find((one) => one && !one.disabled) ?? list.current).focus();
  });
  const move = (at: number, by: 1 | -1) => {
    const id = value[at]?.id;
    focus.current = `${id} ${by < 0 ? "up down" : "down up"}`;
    onChange(moved(value, at, at + by));
  };
  const drop = (at: number) => {
    focus.current = `${value[at + 1]?.id ?? "last"} drop`;
    onChange(value.filter((_, other) => other !== at));
  };
  const count = { smart_count: value.length, most };
  return (
    <Box sx={UNEVEN}>
      <Box>
        <Box role="status" sx={{ fontWeight: 650, mb: 1 }}>
          {t(exactly ? "quizzes.picked_of" : "quizzes.picked_n", count)}
        </Box>
        {!value.length && <Box sx={{ color: "text.secondary" }}>{t("quizzes.none_picked")}</Box>}
        <Box
          component="ol"
          ref={list}
          tabIndex={-1}
          aria-label={t("quizzes.by_hand")}
          sx={{ m: 0, p: 0, listStyle: "none" }}
        >
          {value.map((one, at) => (
            <Box
              component="li"
              key={one.id}
              data-id={one.id}
              sx={({ colours: c }) => ({
                display: "flex",
                alignItems: "center",
                gap: 1,
                py: 0.5,
                borderTop: `1px solid ${c.line}`,
              })}
            >
              <Box sx={{ width: 24, textAlign: "end", color: "text.secondary" }}>{at + 1}</Box>
              <Box sx={{ flex: 1, minWidth: 0 }}>
                <Words>{one.stem}</Words>
                <Box sx={{ color: "text.secondary", fontSize: "0.78rem" }}>{t(`questions.kinds.${one.kind}`)}</Box>
              </Box>
              <Box sx={{ whiteSpace: "nowrap" }}>
                <IconButton
                  data-act="up"
                  aria-label={t("quizzes.up", { name: one.stem })}
                  disabled={at === 0}
                  onClick={() => move(at, -1)}
                >
                  <UpIcon fontSize="small" />
                </IconButton>
                <IconButton
                  data-act="down"
                  aria-label={t("quizzes.down", { name: one.stem })}
                  disabled={at === value.length - 1}
                  onClick={() => move(at, 1)}
                >
                  <DownIcon fontSize="small" />
                </IconButton>
                <IconButton data-act="drop" aria-label={t("quizzes.drop", { name: one.stem })} onClick={() => drop(at)}>
                  <CloseIcon fontSize="small" />
                </IconButton>
              </Box>
            </Box>
          ))}
        </Box>
      </Box>
      <Finder
        lang={lang}
        category={category}
        picked={new Set(value.map(({ id }) => id))}
        full={value.length >= most}
        onPick={(one) => onChange([...value, one])}
      />
    </Box>
  );
}
