/** What the team wrote to a player alone, and writing to them. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { makeOnce } from "../data/once";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Mark } from "../parts/Mark";
import { Markup } from "../parts/Markup";
import { More } from "../parts/More";
import { useSending } from "../parts/sending";
import { Time } from "../parts/Time";
import { direction, languageName } from "../questions/languages";
import { LANGUAGES } from "../templates/types";
import type { Message } from "./types";

const MESSAGES = "/v1/admin/messages";

interface Pages {
  items: Message[];
  next: string | null;
}

export function Messages({ id }: { id: string }) {
  const t = useTranslate();
  const query = useInfiniteQuery({
    queryKey: ["players", id, "messages"],
    queryFn: ({ pageParam }) => ask<Pages>(MESSAGES, { query: { player_id: id, limit: 20, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const messages = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("players.tabs.messages")}>
      <Write id={id} />
      <Fault error={query.error} onRetry={() => query.refetch()} />
      {query.data && !messages.length && <Empty title={t("players.no_messages")} />}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1.5 }}>
        {messages.map((one) => (
          <li key={one.id}>
            <Box sx={{ display: "flex", gap: 1, color: "text.secondary", fontSize: "0.85rem" }}>
              {one.author ?? "–"} · <Time at={one.created_at} />
              {one.read_at && <Mark tone="good">{t("players.message_read")}</Mark>}
              {!one.read_at && <Mark>{t(one.delivered ? "players.message_there" : "players.message_under_way")}</Mark>}
            </Box>
            <div lang={one.lang} dir={direction(one.lang)}>
              <b>{one.title}</b>
            </div>
            <Markup html={one.markup} lang={one.lang} dir={direction(one.lang)} />
          </li>
        ))}
      </Box>
      <More of={query} />
    </Card>
  );
}

function Write({ id }: { id: string }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [lang, setLang] = useState<string>("en");
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  const { busy, error, submit } = useSending(async () => {
    await makeOnce(MESSAGES, { player_id: id, lang, title: title.trim(), body: body.trim() });
    setTitle("");
    setBody("");
    await queries.invalidateQueries({ queryKey: ["players", id, "messages"] });
  });
  return (
    <Box component="form" onSubmit={submit} sx={{ display: "grid", gap: 1.5, mb: 2 }}>
      <Box sx={{ color: "text.secondary" }}>{t("players.message_means")}</Box>
      <TextField select label={t("players.message_lang")} value={lang} onChange={({ target }) => setLang(target.value)}>
        {LANGUAGES.map((one) => (
          <MenuItem key={one} value={one}>
            {languageName(one)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        label={t("players.message_title")}
        value={title}
        onChange={({ target }) => setTitle(target.value)}
        slotProps={{ htmlInput: { maxLength: 120, dir: direction(lang), lang } }}
      />
      <TextField
        label={t("players.message_text")}
        helperText={t("players.message_kept")}
        value={body}
        onChange={({ target }) => setBody(target.value)}
        multiline
        minRows={3}
        slotProps={{ htmlInput: { maxLength: 1_500, dir: direction(lang), lang } }}
      />
      <Fault error={error} />
      <Box>
        <Button type="submit" variant="contained" disabled={busy || !title.trim() || !body.trim()}>
          {t("players.send_message")}
        </Button>
      </Box>
    </Box>
  );
}
