/** The question as a player sees it: the Play page's own style sheets around the same elements, in a tree of its own. */

import Box from "@mui/material/Box";
import { useTheme as useMuiTheme } from "@mui/material/styles";
import { useTranslate } from "ra-core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import look from "../../../lab/play/look.css?inline";
import media from "../../../lab/play/media.css?inline";
import question from "../../../lab/play/question.css?inline";
import { direction } from "./languages";
import { hasOptions, type Question, type Wording } from "./rules";

export interface PreviewMedia {
  kind: "image" | "audio" | "video";
  url: string;
  width?: number | null;
  height?: number | null;
}

interface Props {
  question: Question;
  /** Which of the wordings. */
  at: number;
  category: string;
  medium: PreviewMedia | null;
}

/** What a style sheet says of the page holds for the tree's root here. */
const ownRoot = (css: string) =>
  css.replace(/:root(\[[^\]]*\]|:lang\([^)]*\))?/g, (_, what) => (what ? `:host(${what})` : ":host"));
const OWN =
  ":host { display: block; font: 400 1rem/1.5 var(--text); color: var(--ink); } .frame { background: var(--paper); padding: 1rem; border-radius: 12px; } .options { grid-template-columns: 1fr; } .stem { font-size: 1.35rem; font-weight: 750; letter-spacing: calc(-0.025em * var(--tight, 1)); line-height: 1.25; margin-top: 0.35rem; } .card.question { padding: 1.1rem; }";

let sheets: CSSStyleSheet[] | null = null;

function playSheets(): CSSStyleSheet[] {
  sheets ??= [look, question, media, OWN].map((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(ownRoot(css));
    return sheet;
  });
  return sheets;
}

export function Preview(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [root, setRoot] = useState<ShadowRoot | null>(null);
  const { mode } = useMuiTheme().palette;
  useEffect(() => {
    if (!host.current) return;
    const shadow = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = playSheets();
    setRoot(shadow);
  }, []);
  return (
    <Box>
      <div ref={host} data-theme={mode} />
      {root && createPortal(<Asked {...props} />, root)}
    </Box>
  );
}

function Asked({ question: asked, at, category, medium }: Props) {
  const t = useTranslate();
  const words = asked.wordings[at] ?? asked.wordings[0];
  if (!words) return null;
  const own = { lang: words.lang, dir: direction(words.lang) };
  return (
    <div className="frame">
      <div className="card question">
        <p className="eyebrow">
          <bdi>{category}</bdi> · {t("questions.as_asked", { kind: t(`questions.kinds.${asked.kind}`) })}
        </p>
        <p className="stem" {...own}>
          {words.stem || "…"}
        </p>
        {medium && <div {...own}>{shownMedium(medium, words.description)}</div>}
        <div className={`options ${asked.kind}`} {...own}>
          {answers(asked, words, t)}
        </div>
        {words.explanation && (
          <p className="quiet" {...own} style={{ marginTop: "1rem" }}>
            {words.explanation}
          </p>
        )}
      </div>
    </div>
  );
}

function answers({ kind, correct, spans }: Question, words: Wording, t: (key: string) => string): ReactNode {
  if (kind === "short_text") return <Typed right={words.accepted[0] ?? ""} label={t("questions.typed")} />;
  if (kind === "numeric") return <Typed right={middle(spans[0])} label={t("questions.typed")} />;
  if (!hasOptions(kind)) return null;
  return words.options.map((text, index) => {
    const right = kind === "ordering" || correct.includes(index);
    return (
      <div key={index} className={`option ${right ? "right" : ""}`}>
        <span className="key" aria-hidden="true">
          {right && kind !== "ordering" ? "✓" : index + 1}
        </span>
        <span>
          <bdi>{text || "…"}</bdi>
          {right && kind !== "ordering" && <small>{t("questions.right")}</small>}
        </span>
      </div>
    );
  });
}

function Typed({ right, label }: { right: string; label: string }) {
  return <input className="typed" readOnly aria-label={label} value={right} dir="auto" />;
}

function middle(span: { low: string; high: string } | undefined): string {
  if (!span) return "";
  const [low, high] = [Number(span.low), Number(span.high)];
  if (!span.low || !span.high || Number.isNaN(low) || Number.isNaN(high)) return span.low || span.high;
  return span.low === span.high ? span.low : `${span.low} – ${span.high}`;
}

function shownMedium({ kind, url, width, height }: PreviewMedia, description: string): ReactNode {
  if (kind === "image")
    return (
      <figure className="media">
        <img src={url} alt={description} width={width ?? undefined} height={height ?? undefined} />
      </figure>
    );
  const Player = kind;
  return (
    <figure className="media">
      <Player src={url} controls preload="none" aria-label={description} />
      <p>{description}</p>
    </figure>
  );
}
