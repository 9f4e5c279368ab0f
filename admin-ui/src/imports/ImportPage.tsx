/** One import: what the dry run found, row by row, then the taking of it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Mark } from "../parts/Mark";
import { Page } from "../parts/Page";
import { plain } from "../parts/plain";
import { Stat } from "../parts/Stat";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { JobState } from "./ImportList";
import { Progress } from "./Progress";
import { BUSY, type Finding, IMPORTS, type Job } from "./types";

export function ImportPage() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const {
    data: job,
    error,
    refetch,
  } = useQuery({
    queryKey: ["imports", id],
    queryFn: () => ask<Job>(`${IMPORTS}/${encodeURIComponent(id)}`, { poll: true }),
    refetchInterval: ({ state }) => (state.data && !BUSY.includes(state.data.state) ? false : 1_000),
  });
  if (!job)
    return (
      <Page title={t("imports.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const busy = BUSY.includes(job.state);
  return (
    <Page
      title={t("imports.one")}
      lead={
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25 }}>
          <JobState state={job.state} /> {t(`imports.formats.${job.format}`)} <Time at={job.created_at} />
        </Box>
      }
    >
      <Fault error={error} onRetry={refetch} />
      <Box sx={{ display: "grid", gap: 2 }} aria-live="polite">
        {busy && (
          <Card>
            <Box sx={{ mb: 1 }}>{t(`imports.busy.${job.state}`)}</Box>
            <Progress job={job} />
          </Card>
        )}
        {job.refused && (
          <Card title={t("imports.refused")}>
            <Words>{job.refused}</Words>
          </Card>
        )}
        {job.rows !== undefined && <Counts job={job} />}
        {job.state === "checked" && <Take job={job} />}
        {job.state === "committed" && (
          <Card title={t("imports.taken", { smart_count: job.new ?? 0 })}>
            <MuiLink component={Link} to="/questions">
              {t("imports.to_questions")}
            </MuiLink>
          </Card>
        )}
        {!busy && job.rows !== undefined && <FindingsCard id={job.id} />}
      </Box>
    </Page>
  );
}

function Counts({ job }: { job: Job }) {
  const t = useTranslate();
  return (
    <Card>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 4 }}>
        {(["rows", "new", "fatal", "duplicates", "notes", "media"] as const).map((name) => (
          <Stat
            key={name}
            name={t(`imports.${name}`)}
            value={job[name] ?? 0}
            tone={name === "fatal" && job.fatal ? "bad" : undefined}
          />
        ))}
      </Box>
      {job.by_kind && (
        <Box sx={{ mt: 2, color: "text.secondary" }}>
          {Object.entries(job.by_kind)
            .map(([kind, count]) => `${t(`questions.kinds.${kind}`)} ${count.toLocaleString("en")}`)
            .join(" · ")}
        </Box>
      )}
      {job.new_categories && job.new_categories.length > 0 && (
        <Box sx={{ mt: 1, color: "text.secondary" }}>
          {t("imports.new_categories")} <bdi>{job.new_categories.join(", ")}</bdi>
        </Box>
      )}
    </Card>
  );
}

function Take({ job }: { job: Job }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [skip, setSkip] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const take = async () => {
    setBusy(true);
    setError(null);
    try {
      const taken = await ask<Job>(`${IMPORTS}/${job.id}/commit`, { method: "POST", body: { skip_faulty: skip } });
      queries.setQueryData(["imports", job.id], taken);
      await queries.invalidateQueries({ queryKey: ["imports", job.id] });
    } catch (found) {
      setError(found);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t("imports.checked")}>
      <Box sx={{ display: "grid", gap: 1.5, justifyItems: "start" }}>
        {job.fatal ? (
          <FormControlLabel
            control={<Checkbox checked={skip} onChange={(_, on) => setSkip(on)} />}
            label={t("imports.skip", { smart_count: job.fatal })}
          />
        ) : null}
        <Fault error={error} />
        <Button variant="contained" onClick={take} disabled={busy || !job.new || (Boolean(job.fatal) && !skip)}>
          {t("imports.take", { smart_count: job.new ?? 0 })}
        </Button>
        {!job.new && <Box sx={{ color: "text.secondary" }}>{t("imports.nothing_new")}</Box>}
      </Box>
    </Card>
  );
}

interface Findings {
  items: Finding[];
  next: string | null;
  left_out: number;
}

function FindingsCard({ id }: { id: string }) {
  const t = useTranslate();
  const query = useInfiniteQuery({
    queryKey: ["imports", id, "rows"],
    queryFn: ({ pageParam }) => ask<Findings>(`${IMPORTS}/${id}/rows`, { query: { limit: 100, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const found = query.data?.pages.flatMap((page) => page.items) ?? [];
  const unnamed = query.data?.pages[0]?.left_out ?? 0;
  if (query.error) return <Fault error={query.error} onRetry={() => query.refetch()} />;
  if (!found.length) return null;
  return (
    <Card title={t("imports.findings")} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell align="right">{t("imports.line")}</TableCell>
            <TableCell>{t("imports.weight")}</TableCell>
            <TableCell>{t("imports.detail")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {found.map((one, at) => (
            <TableRow key={at}>
              <TableCell align="right">{one.line}</TableCell>
              <TableCell>
                <Mark tone={one.fatal ? "bad" : one.code === "duplicate" ? "plain" : "warn"}>
                  {t(one.fatal ? "imports.left_out" : one.code === "duplicate" ? "imports.there" : "imports.note")}
                </Mark>
              </TableCell>
              <TableCell>
                <Words>{plain(one.detail, t)}</Words>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {query.hasNextPage && (
        <Box sx={{ p: 2 }}>
          <Button variant="outlined" onClick={() => query.fetchNextPage()} disabled={query.isFetchingNextPage}>
            {t("cms.more")}
          </Button>
        </Box>
      )}
      {!query.hasNextPage && unnamed > 0 && (
        <Box sx={{ p: 2, color: "text.secondary" }}>{t("imports.unnamed", { smart_count: unnamed })}</Box>
      )}
    </Card>
  );
}
