/** The state of a prompt, and the way to the next one. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { send } from "../api/http";
import { Problem } from "../api/problem";
import type { Fields } from "../data/changes";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { useTyping } from "../parts/Draft";
import { StateMark } from "./marks";
import { prompts } from "./resource";
import { NEXT } from "./rules";
import type { Prompt, State } from "./types";

export function States({ prompt, readOnly }: { prompt: Prompt; readOnly: boolean }) {
  const t = useTranslate();
  const [to, setTo] = useState<State | null>(null);
  // Battles would ask what is stored, and not what one sees.
  const typing = useTyping();
  return (
    <Card title={t("prompts.state")}>
      <Box role="status" sx={{ color: "text.secondary", mb: typing ? 1 : 0 }}>
        {typing && !readOnly && t("prompts.save_first")}
      </Box>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center" }}>
        <StateMark state={prompt.state} />
        {!readOnly &&
          NEXT[prompt.state].map((next) => (
            <Button key={next} variant="outlined" disabled={typing} onClick={() => setTo(next)}>
              {t(`prompts.to.${next}`)}
            </Button>
          ))}
      </Box>
      {prompt.battles > 0 && <Box sx={{ mt: 1, color: "text.secondary" }}>{t("prompts.kept")}</Box>}
      {to && <Step prompt={prompt} to={to} onClose={() => setTo(null)} />}
    </Card>
  );
}

function Step({ prompt, to, onClose }: { prompt: Prompt; to: State; onClose: () => void }) {
  const t = useTranslate();
  const notify = useNotify();
  const queries = useQueryClient();
  /** Put what the API answered where the page reads it. */
  const taken = (fields: Fields, etag: string | null) => {
    queries.setQueriesData(
      { queryKey: ["prompts", "getOne", { id: String(prompt.id) }] },
      { ...fields, id: prompt.id, _etag: etag },
    );
    queries.invalidateQueries({ queryKey: ["prompts", "getList"] });
  };
  const act = async () => {
    const headers: Record<string, string> = prompt._etag ? { "If-Match": prompt._etag } : {};
    try {
      const { data, etag } = await send<Fields>(`${prompts.path}/${prompt.id}`, {
        method: "PATCH",
        body: { state: to },
        headers,
      });
      taken(data, etag);
    } catch (found) {
      if (!(found instanceof Problem) || found.status !== 412 || !found.members.current) throw found;
      // What crosses it may be itself, if its answer was lost.
      const current = found.members.current as Fields;
      taken(current, found.etag);
      if (current.state !== to) throw found;
    }
    notify("cms.saved", { type: "success" });
  };
  return (
    <Ask
      open
      title={t("prompts.to_title", { state: t(`prompts.to.${to}`) })}
      verb={t(`prompts.to.${to}`)}
      onClose={onClose}
      act={act}
    >
      {t(`prompts.to_help.${to}`)}
    </Ask>
  );
}
