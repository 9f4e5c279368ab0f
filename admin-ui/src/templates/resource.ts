/** A template between the API and the form: variables in a row, and an empty text where a language has none. */

import type { Fields } from "../data/changes";
import type { Resource } from "../data/resource";
import { LANGUAGES, type Variable } from "./types";

type Texts = Record<string, { title: string; body: string }>;

const EMPTY = { title: "", body: "" };

function receive(fields: Fields): Fields {
  const texts = fields.texts as Texts;
  const variables = Object.entries(fields.variables as Record<string, string>);
  return {
    ...fields,
    texts: Object.fromEntries(LANGUAGES.map((lang) => [lang, texts[lang] ?? EMPTY])),
    variables: variables.map(([name, type]) => ({ name, type })),
  };
}

function give(fields: Fields): Fields {
  const found: Fields = {};
  for (const name of ["name", "category"]) if (name in fields) found[name] = fields[name];
  if (fields.variables)
    found.variables = Object.fromEntries((fields.variables as Variable[]).map(({ name, type }) => [name, type]));
  if (fields.texts)
    found.texts = Object.fromEntries(
      Object.entries(fields.texts as Texts).filter(([, text]) => text.title?.trim() || text.body?.trim()),
    );
  return found;
}

export const templates: Resource = { path: "/v1/admin/templates", receive, give };
