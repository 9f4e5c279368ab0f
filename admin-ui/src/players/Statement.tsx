import { useTranslate } from "ra-core";
import { sourceName, tokens } from "../ledger/types";
import { Columns } from "../parts/Columns";
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
    <Columns
      rows={items}
      columns={[
        { title: t("ledger.at"), cell: (one) => <Time at={one.at} /> },
        { title: t("ledger.kind"), cell: (one) => t(`ledger.kinds.${one.kind}`) },
        {
          title: t("ledger.source"),
          cell: (one) => (
            <>
              {sourceName(one.source, t)} {one.cause && !plain && <Cause entry={one} cause={one.cause} />}
            </>
          ),
        },
        {
          title: t("ledger.amount"),
          cell: (one) => (one.change ? tokens(one.change, true) : tokens(one.amount)),
          align: "right",
        },
        {
          title: t("ledger.balance"),
          cell: (one) => (one.balance === null ? "–" : tokens(one.balance)),
          align: "right",
        },
      ]}
    />
  );
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What it was for: a thing with an id, or a word. */
function Cause({ entry, cause }: { entry: Entry; cause: string }) {
  return ID.test(cause) ? <Id id={cause} of={entry.source} /> : <Words>{cause}</Words>;
}
