/** What the API keeps of a text: bridges/formats/prose.py in the browser. A tag of HTML is taken away, what only looks
 * like one stays, and entities become what they stand for. */

export const NAMES = new Set(
  `a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button
  canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
  fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe
  img input ins kbd label legend li link main map mark marquee menu meta meter nav nobr noscript object ol optgroup
  option output p param picture pre progress q rp rt ruby s samp script section select slot small source span strike
  strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var
  video wbr`.split(/\s+/),
);
export const BREAKS = new Set(
  "address article blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul".split(" "),
);
const WITH_CONTENT = new Set(["script", "style", "iframe", "noscript", "template"]);
export const BARE =
  "allowfullscreen async autoplay checked controls defer disabled hidden loop muted nowrap open readonly required".split(
    " ",
  );
const TAG = new RegExp(
  "<!--(?:[^<]|<(?!!--))*?-->" +
    "|</?(?<name>[a-z][a-z0-9]*)" +
    `(?:\\s+(?:(?:${BARE.join("|")})(?=[\\s/>])` +
    "|[a-z][\\w:.-]*\\s*=\\s*(?:\"[^\"<]*\"|'[^'<]*'|[^\\s\"'<>=`]+)))*\\s*/?>",
  "gi",
);

export interface Read {
  /** What players will see. */
  text: string;
  /** The tags that are taken away, as they were typed. */
  tags: string[];
}

/** A text as it is kept; `decode` turns entities into what they stand for. */
export function read(text: string, decode: (text: string) => string = decoded): Read {
  const found = [...text.matchAll(TAG)].filter(({ groups }) => !groups?.name || NAMES.has(groups.name.toLowerCase()));
  if (!found.length) return { text: tidy(decode(text)), tags: [] };
  const pieces: string[] = [];
  let end = 0;
  let closing = "";
  for (const tag of found) {
    const name = tag.groups?.name?.toLowerCase() ?? "";
    const closes = tag[0].startsWith("</");
    if (!closing) pieces.push(decode(text.slice(end, tag.index)), BREAKS.has(name) ? "\n" : "");
    if (closing === name && closes) closing = "";
    else if (!closing && !closes && WITH_CONTENT.has(name)) closing = name;
    end = tag.index + tag[0].length;
  }
  if (!closing) pieces.push(decode(text.slice(end)));
  const kept = pieces
    .join("")
    .replace(/[ \t\r]+/g, " ")
    .replace(/\s*\n\s*/g, "\n");
  return { text: tidy(kept), tags: found.map(([tag]) => tag) };
}

/** Text so that its tags stand there as text. */
export function asText(tag: string): string {
  return tag.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const tidy = (text: string) => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").normalize("NFC").trim();

/** Entities as the browser knows them: no markup is read in what a text field holds. */
function decoded(text: string): string {
  if (!text.includes("&")) return text;
  const field = document.createElement("textarea");
  field.innerHTML = text.replaceAll("<", "&lt;");
  return field.textContent ?? "";
}
