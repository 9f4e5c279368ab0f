/** The state of a question and of each translation: now, or at a time. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useQueryClient } from "@tanstack/react-query";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { send } from "../api/http";
import { Problem } from "../api/problem";
import type { Fields } from "../data/changes";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { useTyping } from "../parts/Draft";
import { fromLocal } from "../parts/moments";
import { Time } from "../parts/Time";
import { useZone } from "../parts/zone";
import { languageName } from "./languages";
import { StateMark } from "./marks";
import { questions } from "./resource";
import type { State } from "./rules";
import type { Sheet } from "./types";

/** Which states may follow which, by rules/states.py. */
const NEXT: Record<State, readonly State[]> = {
  draft: ["review", "retired"],
  review: ["published", "draft", "retired"],
  published: ["retired"],
  retired: ["draft"],
};

interface Step {
  lang: string | null;
  to: State;
}

export function States({ sheet, readOnly }: { sheet: Sheet; readOnly: boolean }) {
  const t = useTranslate();
  const [step, setStep] = useState<Step | null>(null);
  // Players would get what is stored, and not what one sees.
  const typing = useTyping();
  const rows = sheet.translations.map(({ lang, state }, at) => ({
    lang: at ? lang : null,
    state: (at ? state : sheet.state) as State,
  }));
  return (
    <Card title={t("questions.state")}>
      <Box role="status" sx={{ color: "text.secondary", mb: typing ? 1 : 0 }}>
        {typing && !readOnly && t("questions.save_first")}
      </Box>
      <Box sx={{ display: "grid", gap: 1.5 }}>
        {rows.map(({ lang, state }) => (
          <Box key={lang ?? ""} sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center" }}>
            <Box sx={{ flex: "1 1 7rem", fontWeight: lang ? 500 : 700 }}>
              {lang ? languageName(lang) : t("questions.one")}
            </Box>
            <StateMark state={state} />
            {!readOnly &&
              NEXT[state].map((to) => (
                <Button
                  key={to}
                  disabled={typing}
                  variant={to === "published" || to === "review" ? "outlined" : "text"}
                  onClick={() => setStep({ lang, to })}
                >
                  {t(`questions.to.${to}`)}
                </Button>
              ))}
          </Box>
        ))}
        {sheet.schedules.map((one) => (
          <Planned key={one.lang ?? ""} sheet={sheet} schedule={one} disabled={typing} readOnly={readOnly} />
        ))}
      </Box>
      {step && <Transition sheet={sheet} step={step} onClose={() => setStep(null)} />}
    </Card>
  );
}

function stateOf(sheet: Sheet, lang: string | null): string | undefined {
  return lang ? sheet.translations.find((one) => one.lang === lang)?.state : sheet.state;
}

/** Put what the API answered where the page reads it. */
function useTaken(id: Sheet["id"]) {
  const queries = useQueryClient();
  return (fields: Fields, etag: string | null) => {
    queries.setQueriesData(
      { queryKey: ["questions", "getOne", { id: String(id) }] },
      { ...questions.receive?.(fields), id, _etag: etag },
    );
    queries.invalidateQueries({ queryKey: ["questions", "getList"] });
  };
}

function Planned({
  sheet,
  schedule,
  disabled,
  readOnly,
}: {
  sheet: Sheet;
  schedule: Sheet["schedules"][number];
  disabled: boolean;
  readOnly: boolean;
}) {
  const t = useTranslate();
  const taken = useTaken(sheet.id);
  const notify = useNotify();
  const drop = async () => {
    try {
      const path = `${questions.path}/${sheet.id}/schedule`;
      const { data, etag } = await send<Fields>(path, { method: "DELETE", query: { lang: schedule.lang } });
      taken(data, etag);
    } catch (error) {
      notify((error as Error).message, { type: "error" });
    }
  };
  return (
    <Box
      sx={({ colours: c }) => ({ p: 1, borderRadius: "8px", background: schedule.refused ? c.badWash : c.infoWash })}
    >
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center" }}>
        <Box sx={{ flex: 1 }}>
          {schedule.lang ? `${languageName(schedule.lang)}: ` : ""}
          {t(`questions.states.${schedule.to}`)} <Time at={schedule.at} />
        </Box>
        {!readOnly && (
          <Button onClick={drop} disabled={disabled}>
            {t("questions.unschedule")}
          </Button>
        )}
      </Box>
      {schedule.refused && <Box sx={{ fontSize: "0.82rem" }}>{t("questions.refused", { why: schedule.refused })}</Box>}
    </Box>
  );
}

function Transition({ sheet, step, onClose }: { sheet: Sheet; step: Step; onClose: () => void }) {
  const t = useTranslate();
  const zone = useZone();
  const taken = useTaken(sheet.id);
  const notify = useNotify();
  const [at, setAt] = useState("");
  const act = async (reason: string) => {
    const when = fromLocal(at, zone);
    const body = {
      to: step.to,
      ...(step.lang ? { lang: step.lang } : {}),
      ...(when ? { at: when } : {}),
      ...(reason ? { reason } : {}),
    };
    const headers: Record<string, string> = sheet._etag ? { "If-Match": sheet._etag } : {};
    const path = `${questions.path}/${sheet.id}/transitions`;
    try {
      const { data, etag } = await send<Fields>(path, { method: "POST", body, headers });
      taken(data, etag);
    } catch (found) {
      if (!(found instanceof Problem) || found.status !== 412 || !found.members.current) throw found;
      // What crosses it may be itself, if its answer was lost.
      const current = found.members.current as Fields;
      taken(current, found.etag);
      if (when || stateOf(current as unknown as Sheet, step.lang) !== step.to) throw found;
    }
    notify(when ? "questions.scheduled" : "cms.saved", { type: "success" });
  };
  const name = step.lang ? languageName(step.lang) : t("questions.one");
  return (
    <Ask
      open
      title={t("questions.transition", { name, state: t(`questions.states.${step.to}`) })}
      verb={t(at ? "questions.schedule" : `questions.to.${step.to}`)}
      reason="optional"
      onClose={onClose}
      act={act}
    >
      <Box>{t(`questions.transition_help.${step.to}`)}</Box>
      <TextField
        label={t("questions.at")}
        helperText={t("questions.at_help", { zone })}
        type="datetime-local"
        value={at}
        onChange={(event) => setAt(event.target.value)}
        slotProps={{ inputLabel: { shrink: true } }}
      />
    </Ask>
  );
}
