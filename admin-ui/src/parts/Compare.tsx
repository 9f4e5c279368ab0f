/** Before and after, place by place; of texts the words that differ are marked. */

import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { diffWordsWithSpace } from "diff";
import { useTranslate } from "ra-core";
import type { ReactNode } from "react";
import { type Difference, differences, type Lists } from "../data/changes";

interface Props {
  before: unknown;
  after: unknown;
  beforeName?: string;
  afterName?: string;
  lists?: Lists | undefined;
  /** What stands for a place; without it, its path. */
  place?: (difference: Difference) => ReactNode;
  /** What is shown of a value; without it, all of it. */
  value?: (path: string, value: unknown) => unknown;
}

export function Compare({ before, after, beforeName, afterName, lists, place, value = (_, stored) => stored }: Props) {
  const t = useTranslate();
  const found = differences(before ?? {}, after ?? {}, lists);
  if (!found.length) return <Box sx={{ color: "text.secondary" }}>{t("cms.diff.none")}</Box>;
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell sx={{ width: "20%" }}>{t("cms.diff.where")}</TableCell>
          <TableCell sx={{ width: "40%" }}>{beforeName ?? t("cms.diff.before")}</TableCell>
          <TableCell sx={{ width: "40%" }}>{afterName ?? t("cms.diff.after")}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {found.map((difference) => {
          const { path } = difference;
          const sides = { one: text(value(path, difference.before)), other: text(value(path, difference.after)) };
          return (
            <TableRow key={path} sx={{ verticalAlign: "top" }}>
              <TableCell>{place ? place(difference) : <code>{path}</code>}</TableCell>
              <TableCell>
                <Side {...sides} side="removed" />
              </TableCell>
              <TableCell>
                <Side {...sides} side="added" />
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}

const MOST = 4_000;

function Side({ one, other, side }: { one: string; other: string; side: "added" | "removed" }) {
  const shown = side === "added" ? other : one;
  const parts = one.length + other.length > MOST ? [{ value: shown, [side]: true }] : diffWordsWithSpace(one, other);
  return (
    <Box component="bdi" dir="auto" sx={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
      {parts
        .filter((part) => part[side] || (!part.added && !part.removed))
        .map((part, at) =>
          part[side] ? (
            <Box
              key={at}
              component={side === "added" ? "ins" : "del"}
              sx={({ colours: c }) => ({
                textDecoration: side === "added" ? "none" : "line-through",
                background: side === "added" ? c.goodWash : c.badWash,
                color: side === "added" ? c.good : c.bad,
              })}
            >
              {part.value}
            </Box>
          ) : (
            <span key={at}>{part.value}</span>
          ),
        )}
    </Box>
  );
}

function text(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
