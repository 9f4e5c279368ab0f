/** Questions picked by hand, in their order: searched on the left, chosen on the right. */

import DownIcon from "@mui/icons-material/ArrowDownward";
import UpIcon from "@mui/icons-material/ArrowUpward";
import DeleteIcon from "@mui/icons-material/DeleteOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import TextField from "@mui/material/TextField";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { useCategories } from "../categories/tree";
import { Fault } from "../parts/Fault";
import { Words } from "../parts/Words";
import type { Item } from "../questions/types";
import type { Picked } from "./types";

interface Props {
  /** The slug of the category that they are of. */
  category: string;
  lang: string;
  value: Picked[];
  onChange: (picked: Picked[]) => void;
}

export function Picker({ category, lang, value, onChange }: Props) {
  const t = useTranslate();
  const [q, setQ] = useState("");
  const { data: known } = useCategories();
  const id = known?.items.find((one) => one.slug === category)?.id;
  const query = { state: "published", lang, category_id: id, q: q.trim(), limit: 25 };
  const found = useQuery({
    queryKey: ["questions", "picker", query],
    queryFn: () => ask<{ items: Item[] }>("/v1/admin/questions", { query }),
    enabled: id !== undefined,
    placeholderData: (before) => before,
  });
  const chosen = new Set(value.map((one) => one.id));
  const move = (at: number, to: number) => {
    const order = [...value];
    order.splice(to, 0, ...order.splice(at, 1));
    onChange(order);
  };
  return (
    <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "1fr 1fr" } }}>
      <Box role="group" aria-label={t("quizzes.search")}>
        <TextField
          fullWidth
          type="search"
          label={t("quizzes.search")}
          value={q}
          onChange={(event) => setQ(event.target.value)}
          slotProps={{ htmlInput: { dir: "auto", maxLength: 200 } }}
        />
        <Fault error={found.error} />
        <Lines>
          {found.data?.items.map((one) => (
            <Line key={one.id} text={one.stem}>
              <Button
                disabled={chosen.has(one.id)}
                onClick={() => onChange([...value, { id: one.id, stem: one.stem }])}
                aria-label={t("quizzes.add", { stem: one.stem })}
              >
                {t(chosen.has(one.id) ? "quizzes.is_in" : "quizzes.add_short")}
              </Button>
            </Line>
          ))}
        </Lines>
      </Box>
      <Box role="group" aria-label={t("quizzes.picked_n", { smart_count: value.length })}>
        <Box sx={{ fontWeight: 650, minHeight: 40, display: "flex", alignItems: "center" }}>
          {t("quizzes.picked_n", { smart_count: value.length })}
        </Box>
        <Lines>
          {value.map((one, at) => (
            <Line key={one.id} text={`${at + 1}. ${one.stem}`}>
              <IconButton
                aria-label={t("quizzes.up", { n: at + 1 })}
                disabled={at === 0}
                onClick={() => move(at, at - 1)}
              >
                <UpIcon fontSize="small" />
              </IconButton>
              <IconButton
                aria-label={t("quizzes.down", { n: at + 1 })}
                disabled={at === value.length - 1}
                onClick={() => move(at, at + 1)}
              >
                <DownIcon fontSize="small" />
              </IconButton>
              <IconButton
                aria-label={t("quizzes.remove", { n: at + 1 })}
                onClick={() => onChange(value.filter((_, other) => other !== at))}
              >
                <DeleteIcon fontSize="small" />
              </IconButton>
            </Line>
          ))}
        </Lines>
      </Box>
    </Box>
  );
}

function Lines({ children }: { children: React.ReactNode }) {
  return (
    <Box component="ul" sx={{ m: 0, mt: 1, p: 0, listStyle: "none", maxHeight: 340, overflowY: "auto" }}>
      {children}
    </Box>
  );
}

function Line({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <Box
      component="li"
      sx={{ display: "flex", alignItems: "center", gap: 0.5, borderBottom: 1, borderColor: "divider", py: 0.25 }}
    >
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Words>{text}</Words>
      </Box>
      {children}
    </Box>
  );
}
