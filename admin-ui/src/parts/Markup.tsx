/** What staff write to players: bold, italic and links, and nothing else of what may stand in the text. */

import Link from "@mui/material/Link";
import { Fragment, type ReactNode } from "react";

export function Markup({ html, lang, dir }: { html: string; lang: string; dir: string }) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return (
    <div lang={lang} dir={dir} style={{ whiteSpace: "pre-line" }}>
      {inside(body)}
    </div>
  );
}

function inside(node: Node): ReactNode {
  return [...node.childNodes].map((child, at) => <Fragment key={at}>{one(child)}</Fragment>);
}

function one(node: Node): ReactNode {
  if (!(node instanceof HTMLElement)) return node.textContent;
  if (node.tagName === "B") return <b>{inside(node)}</b>;
  if (node.tagName === "I") return <i>{inside(node)}</i>;
  const href = node.getAttribute("href") ?? "";
  if (node.tagName === "A" && /^(https:|mailto:)/.test(href))
    return (
      <Link href={href} target="_blank" rel="noopener noreferrer">
        {inside(node)}
      </Link>
    );
  return inside(node);
}
