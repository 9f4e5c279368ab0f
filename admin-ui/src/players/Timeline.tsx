/** What happened with a player, latest first; each session opens to its questions and the times of the answers. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { Link, useSearchParams } from "react-router-dom";
import { ask } from "../api/http";
import { sourceName } from "../ledger/types";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { pageOf } from "../parts/links";
import { Mark } from "../parts/Mark";
import { More } from "../parts/More";
import { duration } from "../parts/moments";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { type View, viewOf } from "./tabs";
import { type LookedAt, type Moment, PLAYERS } from "./types";

/** Kinds of what there is the most, and then of what is rare. */
const KINDS = [
  ...(["session", "battle", "tokens", "redemption", "message", "referral"] as const),
  ...(["campaign", "report", "accused", "appeal"] as const),
  ...(["sanction", "lift", "note", "login", "network"] as const),
];
/** Kinds whose id is that of a page. */
const LINKED: readonly string[] = ["battle", "redemption", "referral"];
/** Of what has no page of its own, the view that shows it. */
const VIEWS: Record<string, View> = {
  ...{ tokens: "wallet", note: "notes", login: "devices" },
  ...{ sanction: "sanctions", lift: "sanctions", support: "messages", letter: "messages" },
};
/** Of what is written to players and by them, for who may read that. */
const WRITTEN = ["support", "letter"] as const;
const SAID: readonly string[] = ["sanction", "lift", "support"];

interface Pages {
  items: Moment[];
  next: string | null;
}

export function Timeline({ id }: { id: string }) {
  const t = useTranslate();
  const [search, setSearch] = useSearchParams();
  const { permissions } = usePermissions<string[]>();
  const kinds = permissions?.includes("players.message") ? [...KINDS, ...WRITTEN] : KINDS;
  const kind = kinds.find((one) => one === search.get("kind")) ?? "";
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <TextField
        select
        label={t("players.moments_of")}
        value={kind}
        onChange={({ target }) => setSearch(target.value ? { kind: target.value } : {})}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
        sx={{ width: 220 }}
      >
        <MenuItem value="">{t("players.moments_all")}</MenuItem>
        {kinds.map((one) => (
          <MenuItem key={one} value={one}>
            {t(`players.moments.${one}`)}
          </MenuItem>
        ))}
      </TextField>
      <Moments id={id} kind={kind} />
    </Box>
  );
}

function Moments({ id, kind }: { id: string; kind: string }) {
  const t = useTranslate();
  const query = useInfiniteQuery({
    queryKey: ["players", id, "timeline", kind],
    queryFn: ({ pageParam }) =>
      ask<Pages>(`${PLAYERS}/${id}/timeline`, { query: { limit: 30, cursor: pageParam, ...(kind && { kind }) } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const moments = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.error) return <Fault error={query.error} onRetry={() => query.refetch()} />;
  if (query.isPending) return <Waiting />;
  if (!moments.length) return <Empty title={t("players.nothing_happened")} />;
  return (
    <Card flush>
      <Box component="ol" sx={{ m: 0, p: 0, listStyle: "none" }}>
        {moments.map((one) => (
          <Box
            component="li"
            key={`${one.kind}${one.id}${one.at}`}
            sx={{ px: 2, py: 1.25, borderBottom: 1, borderColor: "divider" }}
          >
            <Happened player={id} moment={one} />
          </Box>
        ))}
      </Box>
      <More of={query} />
    </Card>
  );
}

function Happened({ player, moment }: { player: string; moment: Moment }) {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  const { permissions } = usePermissions<string[]>();
  const view = VIEWS[moment.kind];
  const own = LINKED.includes(moment.kind) ? pageOf(moment.kind, moment.id, permissions) : null;
  const page = own ?? (view && viewOf(player, view));
  const right = moment.answers?.filter((one) => one.right).length ?? 0;
  return (
    <>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "baseline" }}>
        <Box sx={{ width: 110, color: "text.secondary" }}>
          <Time at={moment.at} style="ago" />
        </Box>
        <Mark tone={moment.kind === "sanction" ? "bad" : moment.kind === "lift" ? "good" : "plain"}>
          {t(`players.moments.${moment.kind}`)}
        </Mark>
        <Box sx={{ flex: "1 1 14rem", minWidth: 0 }}>
          {page ? (
            <MuiLink component={Link} to={page}>
              {said(moment, t)}
            </MuiLink>
          ) : (
            <Words>{said(moment, t)}</Words>
          )}
          {moment.kind === "battle" && <> · {t(`battles.states.${moment.reason}`)}</>}
          {moment.kind === "redemption" && <> · {t(`redemptions.states.${moment.reason}`)}</>}
          {moment.kind === "tokens" && <> · {t(`ledger.kinds.${moment.reason}`, { _: moment.reason })}</>}
          {moment.reason && SAID.includes(moment.kind) && (
            <Box sx={{ color: "text.secondary" }}>
              <Words>{moment.reason}</Words>
            </Box>
          )}
        </Box>
        {moment.answers && <span>{t("players.answers_n", { right, all: moment.answers.length })}</span>}
        {moment.amount !== null && <span>{t("players.amount", { n: moment.amount.toLocaleString("en") })}</span>}
        {moment.kind === "support" && !moment.who && <span>{t("players.themselves")}</span>}
        {moment.who && <span>{moment.who}</span>}
        {moment.kind === "session" && (
          <Button aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? "players.hide_answers" : "players.show_answers")}
          </Button>
        )}
      </Box>
      {open && <Session player={player} id={moment.id} />}
    </>
  );
}

function said(moment: Moment, t: (key: string, options?: object) => string): string {
  if (moment.kind === "session" || moment.kind === "battle")
    return t(`players.modes.${moment.words}`, { _: moment.words });
  if (moment.kind === "sanction" || moment.kind === "lift")
    return t(`players.kinds.${moment.words}`, { _: moment.words });
  if (moment.kind === "referral") return t(`players.sides.${moment.words}`);
  if (moment.kind === "tokens") return sourceName(moment.words, t);
  return moment.words;
}

function Session({ player, id }: { player: string; id: string }) {
  const t = useTranslate();
  const { data, error, refetch } = useQuery({
    queryKey: ["players", player, "session", id],
    queryFn: () => ask<LookedAt>(`${PLAYERS}/${player}/sessions/${id}`),
  });
  if (error) return <Fault error={error} onRetry={refetch} />;
  if (!data) return <Waiting rows={3} />;
  const text = (question: LookedAt["questions"][number], said: string) =>
    question.options.find((one) => one.id === said)?.text ?? said;
  return (
    <Box component="ol" sx={{ mt: 1, mb: 0, pl: 4, display: "grid", gap: 1 }}>
      {data.questions.map((question) => (
        <li key={question.no}>
          {question.question_id ? (
            <MuiLink component={Link} to={`/questions/${question.question_id}`}>
              <Words lang={data.lang}>{question.stem ?? "–"}</Words>
            </MuiLink>
          ) : (
            <Words lang={data.lang}>{question.stem ?? "–"}</Words>
          )}
          <Box sx={{ fontSize: "0.85rem", color: "text.secondary" }}>
            {question.answer ? (
              <>
                <Mark tone={question.answer.right ? "good" : "bad"}>
                  {t(question.answer.right ? "players.right" : "players.wrong")}
                </Mark>{" "}
                <bdi>
                  {question.answer.response
                    .split(" ")
                    .map((one) => text(question, one))
                    .join(", ")}
                </bdi>{" "}
                · {duration(question.answer.elapsed_ms)} ·{" "}
                {t("players.points_n", { points: question.answer.base_points })}
              </>
            ) : (
              t("players.no_answer")
            )}
            {question.unapplied.map((one) => (
              <Box key={one.code + one.at}>
                <Mark tone="warn">{t("players.unapplied")}</Mark>{" "}
                {t(`players.unapplied_why.${one.code}`, { _: one.code })} · <Time at={one.at} style="exact" />
              </Box>
            ))}
          </Box>
        </li>
      ))}
    </Box>
  );
}
