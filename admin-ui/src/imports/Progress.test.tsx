import { I18nContext } from "ra-core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { i18nProvider } from "../i18n";
import { Progress } from "./Progress";
import type { Job } from "./types";

/** What the bar says of itself, and the text below it. */
function shown(job: Pick<Job, "state" | "done" | "rows">) {
  const html = renderToStaticMarkup(
    <I18nContext.Provider value={i18nProvider}>
      <Progress job={job} />
    </I18nContext.Provider>,
  );
  const said = (name: string) => html.match(new RegExp(`${name}="([^"]*)"`))?.[1];
  expect(html).toContain('role="progressbar"');
  return { now: said("aria-valuenow"), text: said("aria-valuetext"), below: html.match(/>([^<>]+)<\/div>$/)?.[1] };
}

test.each<[string, Pick<Job, "state" | "done" | "rows">, ReturnType<typeof shown>]>([
  [
    "its share",
    { state: "committing", done: 1_250, rows: 5_000 },
    { now: "25", text: "1,250 of 5,000 rows", below: "1,250 of 5,000 rows" },
  ],
  [
    "no more than all",
    { state: "committing", done: 6, rows: 5 },
    { now: "100", text: "6 of 5 rows", below: "6 of 5 rows" },
  ],
  [
    "rows alone, of nobody knows how many",
    { state: "checking", done: 1_250 },
    { now: undefined, text: "1,250 rows so far", below: "1,250 rows so far" },
  ],
  [
    "nothing where nothing is told",
    { state: "checking", done: null },
    { now: undefined, text: undefined, below: undefined },
  ],
])("a step that is under way shows %s", (_, job, found) => expect(shown(job)).toEqual(found));
