/** What the API lists of a player, page by page, until it is there and where there is nothing. */

import Box from "@mui/material/Box";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { More } from "../parts/More";
import { Waiting } from "../parts/Waiting";

interface Props<R> {
  /** Of the list, among those of the player. */
  name: string;
  player: string;
  path: string;
  query?: Record<string, unknown>;
  /** What to say where there is nothing. */
  empty: string;
  /** The items, and the button for more of them. */
  children: (items: R[], more: ReactNode) => ReactNode;
}

export function Paged<R>({ name, player, path, query = {}, empty, children }: Props<R>) {
  const found = useInfiniteQuery({
    queryKey: ["players", player, name, query],
    queryFn: ({ pageParam }) =>
      ask<{ items: R[]; next: string | null }>(path, { query: { ...query, limit: 30, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  if (found.error) return <Fault error={found.error} onRetry={() => found.refetch()} />;
  if (found.isPending) return <Waiting rows={3} />;
  const items = found.data.pages.flatMap((page) => page.items);
  if (!items.length)
    return (
      <Card>
        <Empty title={empty} />
      </Card>
    );
  return <Box sx={{ display: "grid", gap: 2 }}>{children(items, <More of={found} />)}</Box>;
}
