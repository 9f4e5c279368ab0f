/** Who came where in a season, and what that gets. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { type Places, SEASONS, type Season } from "./types";

export function Standings({ season }: { season: Season }) {
  const t = useTranslate();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ["seasons", "standings", season.id],
    queryFn: ({ pageParam }) => ask<Places>(`${SEASONS}/${season.id}/standings`, { query: { after: pageParam } }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });
  const lines = data?.pages.flatMap(({ items }) => items) ?? [];
  const empty = season.phase === "sealed" ? "seasons.nobody" : "seasons.not_sealed";
  return (
    <Card title={t("seasons.standings")} flush>
      <Fault error={error} onRetry={refetch} />
      {!data && !error && <Waiting rows={3} />}
      {data && !lines.length && <Empty title={t(empty)} />}
      {lines.length > 0 && (
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell align="right" sx={{ width: 90 }}>
                {t("seasons.rank")}
              </TableCell>
              <TableCell>{t("seasons.player")}</TableCell>
              <TableCell align="right">{t("seasons.points")}</TableCell>
              <TableCell align="right">{t("seasons.paid")}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {lines.map((line) => (
              <TableRow key={line.rank}>
                <TableCell align="right">{line.rank.toLocaleString("en")}</TableCell>
                <TableCell>
                  <MuiLink component={Link} to={`/players/${line.player_id}`}>
                    <Words>{line.name}</Words>
                  </MuiLink>
                </TableCell>
                <TableCell align="right">{line.points.toLocaleString("en")}</TableCell>
                <TableCell align="right">{line.tokens ? line.tokens.toLocaleString("en") : "–"}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {hasNextPage && (
        <Box sx={{ p: 1.5 }}>
          <Button variant="outlined" aria-disabled={isFetching} onClick={() => fetchNextPage()}>
            {t("seasons.more")}
          </Button>
        </Box>
      )}
    </Card>
  );
}
