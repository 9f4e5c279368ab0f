/** Dead letters, latest first, a page after the other. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { Link, useSearchParams } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Mark } from "../parts/Mark";
import { More } from "../parts/More";
import { Line as Row, Table } from "../parts/Table";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { LETTERS, type Line } from "./types";

const SHOWN = ["waiting", "replayed", "all"] as const;
const WANTED: Record<(typeof SHOWN)[number], boolean | null> = { waiting: false, replayed: true, all: null };

export function Letters({ waiting }: { waiting: number | undefined }) {
  const t = useTranslate();
  const [search, setSearch] = useSearchParams();
  const shown = SHOWN.find((one) => one === search.get("letters")) ?? "waiting";
  const { data, error, refetch, ...pages } = useInfiniteQuery({
    // Anew when another comes, or one is replayed.
    queryKey: ["letters", shown, waiting],
    queryFn: ({ pageParam }) =>
      ask<{ items: Line[]; next: string | null }>(LETTERS, { query: { replayed: WANTED[shown], cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      title={
        <>
          {t("integrity.letters")} {waiting ? <Mark tone="warn">{waiting.toLocaleString("en")}</Mark> : null}
        </>
      }
      actions={
        <TextField
          select
          label={t("integrity.which")}
          value={shown}
          onChange={(event) => setSearch({ letters: event.target.value }, { replace: true })}
          sx={{ width: 170 }}
        >
          {SHOWN.map((one) => (
            <MenuItem key={one} value={one}>
              {t(`integrity.whiches.${one}`)}
            </MenuItem>
          ))}
        </TextField>
      }
    >
      <Box sx={{ color: "text.secondary", mb: 1, fontSize: "0.85rem" }}>{t("integrity.letters_means")}</Box>
      <Fault error={error} onRetry={refetch} />
      {!data && !error && <Waiting rows={2} />}
      {data && !items.length && <Empty title={t(`integrity.no_letters.${shown}`)} />}
      {items.length > 0 && (
        <Table
          label={t("integrity.letters")}
          head={[
            t("integrity.code"),
            t("integrity.place"),
            t("integrity.event_id"),
            t("integrity.buried"),
            t("integrity.replayed"),
          ]}
        >
          {items.map((one) => (
            <Row
              key={one.id}
              name={
                <MuiLink component={Link} to={`/integrity/${one.id}`}>
                  {one.code}
                </MuiLink>
              }
              cells={[
                `${one.topic}/${one.partition} ${one.offset.toLocaleString("en")}`,
                one.event_id ? <Id key="id" id={one.event_id} what={t("integrity.event_id")} /> : "–",
                <Time key="buried" at={one.buried_at} style="ago" />,
                <Time key="replayed" at={one.replayed_at} style="ago" none="–" />,
              ]}
            />
          ))}
        </Table>
      )}
      <More of={pages} />
    </Card>
  );
}
