/** A question's words: the original, and a translation beside it; options stand in the same rows. */

import AddIcon from "@mui/icons-material/Add";
import DownIcon from "@mui/icons-material/ArrowDownward";
import UpIcon from "@mui/icons-material/ArrowUpward";
import DeleteIcon from "@mui/icons-material/DeleteOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import IconButton from "@mui/material/IconButton";
import Radio from "@mui/material/Radio";
import { useTranslate } from "ra-core";
import { useFormContext, useWatch } from "react-hook-form";
import { Several, Text } from "../parts/fields";
import { languageName } from "./languages";
import { hasCorrect, hasOptions, MOST, type Question } from "./rules";

/** Which of the wordings stand side by side. */
export function WordsGrid({ shown }: { shown: number[] }) {
  const t = useTranslate();
  const { wordings = [], kind, media_id } = useWatch() as Question;
  const columns = shown.filter((at) => wordings[at]);
  const grid = { display: "grid", gap: 1.5, gridTemplateColumns: `repeat(${columns.length}, minmax(0, 1fr))` };
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Box sx={grid}>
        {columns.map((at) => (
          <Box key={at} sx={{ fontWeight: 700 }}>
            {languageName(wordings[at]?.lang ?? "")} <code>{wordings[at]?.lang}</code>
            {at === 0 && (
              <Box component="span" sx={{ color: "text.secondary", fontWeight: 400 }}>
                {" "}
                · {t("questions.original")}
              </Box>
            )}
          </Box>
        ))}
        {columns.map((at) => (
          <Text
            key={at}
            source={`wordings.${at}.stem`}
            label={t("questions.stem")}
            lines={2}
            lang={wordings[at]?.lang}
            required
          />
        ))}
      </Box>
      {hasOptions(kind) && <Options columns={columns} />}
      {kind === "short_text" && (
        <Box sx={grid}>
          {columns.map((at) => (
            <Several
              key={at}
              source={`wordings.${at}.accepted`}
              label={t("questions.accepted")}
              help={t("questions.accepted_help")}
            />
          ))}
        </Box>
      )}
      {kind === "numeric" && <Spans />}
      <Box sx={grid}>
        {columns.map((at) => (
          <Text
            key={at}
            source={`wordings.${at}.explanation`}
            label={t("questions.explanation")}
            help={t("questions.explanation_help")}
            lines={2}
            lang={wordings[at]?.lang}
          />
        ))}
        {media_id &&
          columns.map((at) => (
            <Text
              key={at}
              source={`wordings.${at}.description`}
              label={t("questions.description")}
              help={t("questions.description_help")}
              lines={2}
              lang={wordings[at]?.lang}
            />
          ))}
      </Box>
    </Box>
  );
}

function Options({ columns }: { columns: number[] }) {
  const t = useTranslate();
  const { setValue } = useFormContext();
  const { wordings, kind, correct = [] } = useWatch() as Question;
  const count = wordings[0]?.options.length ?? 0;
  const fixed = kind === "true_false";
  const set = (name: string, value: unknown) => setValue(name, value, { shouldDirty: true, shouldTouch: true });
  /** The same change to the options of every language. */
  const each = (change: (options: string[]) => string[]) =>
    set(
      "wordings",
      wordings.map((words) => ({ ...words, options: change([...words.options]) })),
    );
  const mark = (at: number, on: boolean) =>
    set(
      "correct",
      kind === "multiple_choice"
        ? [...correct.filter((one) => one !== at), ...(on ? [at] : [])].sort((a, b) => a - b)
        : [at],
    );
  const remove = (at: number) => {
    each((options) => options.filter((_, other) => other !== at));
    const kept = correct.filter((one) => one !== at).map((one) => (one > at ? one - 1 : one));
    set("correct", kept.length || !hasCorrect(kind) ? kept : [0]);
  };
  const swap = (at: number, other: number) => {
    each((options) => {
      [options[at], options[other]] = [options[other] ?? "", options[at] ?? ""];
      return options;
    });
    set(
      "correct",
      correct.map((one) => (one === at ? other : one === other ? at : one)).sort((a, b) => a - b),
    );
  };
  const Mark = kind === "multiple_choice" ? Checkbox : Radio;
  return (
    <Box role="group" aria-label={t("questions.options")} sx={{ display: "grid", gap: 1 }}>
      <Box sx={{ color: "text.secondary", fontSize: "0.82rem" }}>{t(`questions.options_help.${kind}`)}</Box>
      {Array.from({ length: count }, (_, at) => (
        <Box
          key={at}
          sx={{
            display: "grid",
            gap: 1,
            alignItems: "start",
            gridTemplateColumns: `40px repeat(${columns.length}, minmax(0, 1fr)) auto`,
          }}
        >
          {hasCorrect(kind) ? (
            <Mark
              checked={correct.includes(at)}
              onChange={(_, on) => mark(at, on)}
              slotProps={{ input: { "aria-label": t("questions.is_right", { n: at + 1 }) } }}
            />
          ) : (
            <Box sx={{ pt: 1, textAlign: "center", fontWeight: 700, color: "text.secondary" }}>{at + 1}</Box>
          )}
          {columns.map((column) => (
            <Text
              key={column}
              source={`wordings.${column}.options.${at}`}
              label={
                fixed ? t(at ? "questions.word_false" : "questions.word_true") : t("questions.option", { n: at + 1 })
              }
              lang={wordings[column]?.lang}
            />
          ))}
          <Box sx={{ display: "flex", pt: 0.5 }}>
            {!fixed && (
              <>
                <IconButton
                  aria-label={t("questions.up", { n: at + 1 })}
                  disabled={at === 0}
                  onClick={() => swap(at, at - 1)}
                >
                  <UpIcon fontSize="small" />
                </IconButton>
                <IconButton
                  aria-label={t("questions.down", { n: at + 1 })}
                  disabled={at === count - 1}
                  onClick={() => swap(at, at + 1)}
                >
                  <DownIcon fontSize="small" />
                </IconButton>
                <IconButton
                  aria-label={t("questions.remove", { n: at + 1 })}
                  disabled={count <= 2}
                  onClick={() => remove(at)}
                >
                  <DeleteIcon fontSize="small" />
                </IconButton>
              </>
            )}
          </Box>
        </Box>
      ))}
      {!fixed && count < MOST.options && (
        <Box>
          <Button startIcon={<AddIcon />} onClick={() => each((options) => [...options, ""])}>
            {t("questions.add_option")}
          </Button>
        </Box>
      )}
    </Box>
  );
}

function Spans() {
  const t = useTranslate();
  const { setValue } = useFormContext();
  const { spans = [] } = useWatch() as Question;
  const set = (value: Question["spans"]) => setValue("spans", value, { shouldDirty: true, shouldTouch: true });
  return (
    <Box role="group" aria-label={t("questions.spans")} sx={{ display: "grid", gap: 1 }}>
      <Box sx={{ color: "text.secondary", fontSize: "0.82rem" }}>{t("questions.spans_help")}</Box>
      {spans.map((_, at) => (
        <Box
          key={at}
          sx={{
            display: "grid",
            gap: 1,
            gridTemplateColumns: "minmax(0, 14rem) minmax(0, 14rem) auto",
            alignItems: "start",
          }}
        >
          <Text source={`spans.${at}.low`} label={t("questions.low")} />
          <Text source={`spans.${at}.high`} label={t("questions.high")} />
          <IconButton
            aria-label={t("questions.remove_span", { n: at + 1 })}
            disabled={spans.length < 2}
            onClick={() => set(spans.filter((_, other) => other !== at))}
          >
            <DeleteIcon fontSize="small" />
          </IconButton>
        </Box>
      ))}
      <Box>
        <Button startIcon={<AddIcon />} onClick={() => set([...spans, { low: "", high: "" }])}>
          {t("questions.add_span")}
        </Button>
      </Box>
    </Box>
  );
}
