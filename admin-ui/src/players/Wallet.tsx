/** A player's tokens: how they stand, what was done with them, and giving or taking some. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { More } from "../parts/More";
import { Stat } from "../parts/Stat";
import { Waiting } from "../parts/Waiting";
import { Credit } from "./Credit";
import { Entries } from "./Statement";
import { type Overview, PLAYERS, type Wallet as Seen } from "./types";

const STATS = ["free", "held", "owed", "waiting"] as const;

export function Wallet({ player }: { player: Overview }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const queries = useQueryClient();
  const [giving, setGiving] = useState(false);
  const key = ["players", player.id, "wallet"];
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) =>
      ask<Seen>(`${PLAYERS}/${player.id}/wallet`, { query: { limit: 30, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const [first] = query.data?.pages ?? [];
  if (query.error) return <Fault error={query.error} onRetry={() => query.refetch()} />;
  if (!first) return <Waiting rows={3} />;
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Card
        title={t("players.tabs.wallet")}
        actions={
          permissions?.includes("players.credit") && (
            <Button variant="outlined" onClick={() => setGiving(true)}>
              {t("players.credit")}
            </Button>
          )
        }
      >
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 4 }}>
          {STATS.map((name) => (
            <Stat key={name} name={t(`ledger.${name}`)} value={first[name]} />
          ))}
        </Box>
      </Card>
      <Card title={t("players.statement")} flush>
        <Entries items={items} />
        <More of={query} />
      </Card>
      {giving && (
        <Credit
          player={player}
          onClose={() => setGiving(false)}
          onDone={() => queries.invalidateQueries({ queryKey: key })}
        />
      )}
    </Box>
  );
}
