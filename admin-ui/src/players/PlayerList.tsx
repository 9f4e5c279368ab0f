/** Finding players. What is looked for stays in this tab: an email or a phone number stands in no address. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import MenuItem from "@mui/material/MenuItem";
import Paper from "@mui/material/Paper";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import TextField from "@mui/material/TextField";
import { useInfiniteQuery } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { type FormEvent, useEffect, useState } from "react";
import { Link, useLocation } from "react-router-dom";
import { ask } from "../api/http";
import { ExportButton } from "../exports/ExportAction";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Mark } from "../parts/Mark";
import { More } from "../parts/More";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { BY, type By, guessBy } from "./guess";
import { lastLooked, lookFor, type Wanted } from "./looked";
import { Presence } from "./Presence";
import { type Found, PLAYERS } from "./types";

export function PlayerList() {
  const t = useTranslate();
  const { key } = useLocation();
  const [wanted, setWanted] = useState(lastLooked);
  // The search at the top leads here, too.
  useEffect(() => {
    if (key) setWanted(lastLooked);
  }, [key]);
  const search = (found: Wanted) => {
    lookFor(found);
    setWanted(found);
  };
  return (
    <Page
      title={t("nav.players")}
      lead={t("players.lead")}
      actions={<ExportButton subject="players" filter={wanted?.by === "name" ? { name: wanted.value } : {}} />}
    >
      <Paper variant="outlined">
        <SearchForm key={`${wanted?.by}${wanted?.value}`} wanted={wanted} onSearch={search} />
        {wanted ? <Results wanted={wanted} /> : <Empty title={t("players.start")}>{t("players.start_help")}</Empty>}
      </Paper>
    </Page>
  );
}

function SearchForm({ wanted, onSearch }: { wanted: Wanted | null; onSearch: (wanted: Wanted) => void }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const [value, setValue] = useState(wanted?.value ?? "");
  const [chosen, setChosen] = useState<By | null>(wanted && wanted.by !== guessBy(wanted.value) ? wanted.by : null);
  const by = chosen ?? guessBy(value);
  const kinds = BY.filter((one) => permissions?.includes("players.contacts") || (one !== "email" && one !== "phone"));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim()) onSearch({ by, value: value.trim() });
  };
  return (
    <Box
      component="form"
      role="search"
      aria-label={t("nav.players")}
      onSubmit={submit}
      sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, p: 1.5, borderBottom: 1, borderColor: "divider" }}
    >
      <TextField
        select
        label={t("players.by")}
        value={by}
        onChange={(event) => setChosen(event.target.value as By)}
        sx={{ width: 150 }}
      >
        {kinds.map((one) => (
          <MenuItem key={one} value={one}>
            {t(`players.by_${one}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        label={t("players.value")}
        type="search"
        value={value}
        onChange={(event) => setValue(event.target.value)}
        autoFocus={!wanted}
        slotProps={{ htmlInput: { maxLength: 254, dir: "auto", autoComplete: "off" } }}
        sx={{ flex: "1 1 16rem", maxWidth: 460 }}
      />
      <Button type="submit" variant="contained" disabled={!value.trim()}>
        {t("players.find")}
      </Button>
    </Box>
  );
}

interface Pages {
  items: Found[];
  next: string | null;
}

function Results({ wanted }: { wanted: Wanted }) {
  const t = useTranslate();
  const query = useInfiniteQuery({
    queryKey: ["players", "search", wanted],
    queryFn: ({ pageParam }) =>
      ask<Pages>(`${PLAYERS}/search`, { method: "POST", body: wanted, query: { limit: 50, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const found = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.error)
    return (
      <Box sx={{ p: 2 }}>
        <Fault error={query.error} onRetry={() => query.refetch()} />
      </Box>
    );
  if (query.isPending)
    return (
      <Box sx={{ p: 2 }}>
        <Waiting />
      </Box>
    );
  if (!found.length) return <Empty title={t("players.none")}>{t(`players.none_${wanted.by}`)}</Empty>;
  return (
    <Box sx={{ overflowX: "auto" }}>
      <Table size="small" aria-label={t("nav.players")}>
        <TableHead>
          <TableRow>
            {["name", "presence", "id", "country", "account", "since", "suspicion", "sanction"].map((name) => (
              <TableCell key={name}>{t(`players.${name}`)}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {found.map((one) => (
            <TableRow key={one.id}>
              <TableCell>
                <MuiLink component={Link} to={`/players/${one.id}`} sx={{ fontWeight: 600 }}>
                  <Words>{one.name}</Words>
                </MuiLink>
              </TableCell>
              <TableCell>
                <Presence of={one.presence} />
              </TableCell>
              <TableCell>
                <Id id={one.id} />
              </TableCell>
              <TableCell>{one.country?.toUpperCase() ?? "–"}</TableCell>
              <TableCell>{t(one.registered ? "players.registered" : "players.guest")}</TableCell>
              <TableCell>
                <Time at={one.created_at} style="date" />
              </TableCell>
              <TableCell>
                <Score score={one.score} />
              </TableCell>
              <TableCell>{one.sanction ? <Mark tone="bad">{t(`players.kinds.${one.sanction}`)}</Mark> : "–"}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <More of={query} />
    </Box>
  );
}

export function Score({ score }: { score: number }) {
  return <Mark tone={score >= 80 ? "bad" : score >= 40 ? "warn" : "plain"}>{String(score)}</Mark>;
}
