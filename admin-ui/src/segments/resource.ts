/** A segment between the API and the form: what is empty in the form is not in the filter. */

import type { Fields } from "../data/changes";
import type { Resource } from "../data/resource";

/** A filter as the API takes it. */
export function filterOf(typed: Fields | undefined): Fields {
  const set = ([, value]: [string, unknown]) =>
    value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
  const sent = ([name, value]: [string, unknown]) => [name, name === "registered" ? value === "accounts" : value];
  return Object.fromEntries(
    Object.entries(typed ?? {})
      .filter(set)
      .map(sent),
  );
}

/** A filter as the form has it. */
export function filterFrom({ registered, ...filter }: Fields): Fields {
  const kind = registered === undefined ? {} : { registered: registered ? "accounts" : "guests" };
  return { ...filter, ...kind };
}

const receive = (fields: Fields): Fields => ({ ...fields, filter: filterFrom(fields.filter as Fields) });

function give(fields: Fields): Fields {
  const found: Fields = {};
  if ("name" in fields) found.name = fields.name;
  if ("filter" in fields) found.filter = filterOf(fields.filter as Fields);
  return found;
}

export const segments: Resource = { path: "/v1/admin/segments", receive, give };
