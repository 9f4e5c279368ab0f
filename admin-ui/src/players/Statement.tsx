import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { sourceName, tokens } from "../ledger/types";
import { Empty } from "../parts/Empty";
import { Id } from "../parts/Id";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import type { Wallet } from "./types";

type Entry = Wallet["items"][number];

/** What was done with a player's tokens; `plain`: without the ways to what it was done for. */
export function Entries({ items, plain = false }: { items: readonly Entry[]; plain?: boolean }) {
  const t = useTranslate();
  if (!items.length) return <Empty title={t("ledger.empty")} />;
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{t("ledger.at")}</TableCell>
          <TableCell>{t("ledger.kind")}</TableCell>
          <TableCell>{t("ledger.source")}</TableCell>
          <TableCell align="right">{t("ledger.amount")}</TableCell>
          <TableCell align="right">{t("ledger.balance")}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {items.map((one) => (
          <TableRow key={one.id}>
            <TableCell>
              <Time at={one.at} />
            </TableCell>
            <TableCell>{t(`ledger.kinds.${one.kind}`)}</TableCell>
            <TableCell>
              {sourceName(one.source, t)} {one.cause && !plain && <Cause entry={one} cause={one.cause} />}
            </TableCell>
            <TableCell align="right">{one.change ? tokens(one.change, true) : tokens(one.amount)}</TableCell>
            <TableCell align="right">{one.balance === null ? "–" : tokens(one.balance)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What it was for: a thing with an id, or a word. */
function Cause({ entry, cause }: { entry: Entry; cause: string }) {
  return ID.test(cause) ? <Id id={cause} of={entry.source} /> : <Words>{cause}</Words>;
}
