/** One question of a try: answered first, then told. */

import DownIcon from "@mui/icons-material/ArrowDownward";
import UpIcon from "@mui/icons-material/ArrowUpward";
import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import IconButton from "@mui/material/IconButton";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import TextField from "@mui/material/TextField";
import { useTranslate } from "ra-core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { duration } from "../parts/moments";
import { Words } from "../parts/Words";
import { type Given, isRight, rightWords } from "./judging";
import { moved } from "./order";
import type { Tried } from "./types";

interface Props {
  question: Tried;
  number: number;
  count: number;
  onNext: (right: boolean) => void;
}

export function Asked({ question, number, count, onNext }: Props) {
  const t = useTranslate();
  const heading = useRef<HTMLHeadingElement>(null);
  const [given, setGiven] = useState<Given>(() =>
    question.kind === "ordering" ? question.options.map(({ id }) => id) : [],
  );
  const [told, setTold] = useState(false);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const right = isRight(question, given);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (told) onNext(right);
    else setTold(true);
  };
  const own = { lang: question.lang, dir: question.dir };
  const next = number === count ? "quizzes.result" : "quizzes.next";
  return (
    <Box component="form" onSubmit={submit} sx={{ display: "grid", gap: 1.5 }}>
      <Box sx={{ display: "flex", gap: 2, color: "text.secondary", fontSize: "0.82rem" }}>
        <span>{t("quizzes.try_of", { n: number, count })}</span>
        <span>{t("quizzes.try_time", { time: duration(question.time_limit_ms) })}</span>
      </Box>
      <Box component="h3" id="stem" ref={heading} tabIndex={-1} {...own} sx={{ m: 0, fontSize: "1.2rem", outline: 0 }}>
        {question.stem}
      </Box>
      {question.media && <Medium {...question.media} />}
      <Box {...own} component="fieldset" disabled={told} sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}>
        <Answer question={question} given={given} onGive={setGiven} told={told} />
      </Box>
      <Box aria-live="polite">
        {told && (
          <Alert severity={right ? "success" : "error"} role="none">
            {right ? t("quizzes.is_right") : t("quizzes.is_wrong")} {!right && <Words>{rightWords(question)}</Words>}
            {question.explanation && (
              <Box sx={{ mt: 0.5 }}>
                <Words lang={question.lang}>{question.explanation}</Words>
              </Box>
            )}
          </Alert>
        )}
      </Box>
      <Box>
        <Button type="submit" variant="contained">
          {t(told ? next : "quizzes.answer")}
        </Button>
      </Box>
    </Box>
  );
}

interface AnswerProps {
  question: Tried;
  given: Given;
  onGive: (given: Given) => void;
  told: boolean;
}

function Answer({ question: { kind, options }, given, onGive, told }: AnswerProps) {
  const t = useTranslate();
  if (kind === "short_text" || kind === "numeric")
    return (
      <TextField
        label={t("quizzes.your_answer")}
        value={given[0] ?? ""}
        onChange={(event) => onGive([event.target.value])}
        slotProps={{ htmlInput: { inputMode: kind === "numeric" ? "decimal" : "text", dir: "auto", maxLength: 200 } }}
        fullWidth
      />
    );
  if (kind === "ordering") return <Ordering options={options} given={given} onGive={onGive} told={told} />;
  if (kind === "multiple_choice")
    return (
      <Box role="group" aria-labelledby="stem" sx={{ display: "grid" }}>
        {options.map(({ id, text }) => (
          <FormControlLabel
            key={id}
            disabled={told}
            control={<Checkbox checked={given.includes(id)} />}
            onChange={(_, on) => onGive(on ? [...given, id] : given.filter((other) => other !== id))}
            label={<Words>{text}</Words>}
          />
        ))}
      </Box>
    );
  return (
    <RadioGroup aria-labelledby="stem" value={given[0] ?? ""} onChange={(_, id) => onGive([id])}>
      {options.map(({ id, text }) => (
        <FormControlLabel
          key={id}
          value={id}
          disabled={told}
          control={<Radio size="small" />}
          label={<Words>{text}</Words>}
        />
      ))}
    </RadioGroup>
  );
}

function Ordering({
  options,
  given,
  onGive,
  told,
}: Pick<AnswerProps, "given" | "onGive" | "told"> & Pick<Tried, "options">) {
  const t = useTranslate();
  const text = (id: string) => options.find((one) => one.id === id)?.text ?? "";
  // Rows stay where they are, and their words move: so the focus stays too.
  return (
    <Box component="ol" sx={{ m: 0, pl: 3 }}>
      {given.map((id, at) => (
        <li key={at}>
          <Box sx={{ display: "flex", alignItems: "center", gap: 1 }}>
            <Box sx={{ flex: 1 }}>
              <Words>{text(id)}</Words>
            </Box>
            <IconButton
              aria-label={t("quizzes.up", { name: text(id) })}
              disabled={told || at === 0}
              onClick={() => onGive(moved(given, at, at - 1))}
            >
              <UpIcon fontSize="small" />
            </IconButton>
            <IconButton
              aria-label={t("quizzes.down", { name: text(id) })}
              disabled={told || at === given.length - 1}
              onClick={() => onGive(moved(given, at, at + 1))}
            >
              <DownIcon fontSize="small" />
            </IconButton>
          </Box>
        </li>
      ))}
    </Box>
  );
}

function Medium({ kind, url, alt, transcript, width, height }: NonNullable<Tried["media"]>) {
  const style = { maxWidth: "100%", maxHeight: 260, height: "auto" };
  if (kind === "image")
    return <img src={url} alt={alt ?? ""} width={width ?? undefined} height={height ?? undefined} style={style} />;
  const Player = kind;
  return (
    <Box>
      <Player src={url} controls preload="none" aria-label={transcript ?? ""} style={style} />
      <Box sx={{ color: "text.secondary" }}>
        <Words>{transcript}</Words>
      </Box>
    </Box>
  );
}
