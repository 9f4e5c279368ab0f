/** Before and after, place by place; of long texts the words that differ are marked. */

import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { diffWordsWithSpace } from "diff";
import { useTranslate } from "ra-core";
import { differences } from "../data/changes";

interface Props {
  before: unknown;
  after: unknown;
  beforeName?: string;
  afterName?: string;
}

export function Compare({ before, after, beforeName, afterName }: Props) {
  const t = useTranslate();
  const found = differences(before ?? {}, after ?? {});
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
        {found.map(({ path, before: one, after: other }) => (
          <TableRow key={path} sx={{ verticalAlign: "top" }}>
            <TableCell>
              <code>{path}</code>
            </TableCell>
            <TableCell>
              <Side one={text(one)} other={text(other)} side="removed" />
            </TableCell>
            <TableCell>
              <Side one={text(one)} other={text(other)} side="added" />
            </TableCell>
          </TableRow>
        ))}
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
