/** What a resource is: where it is, and how its records differ between the API and a form. */

import type { Fields, Lists } from "./changes";

export type Translate = (key: string, options?: object) => string;

/** How the form calls a place of a record, and what it shows of a value there; undefined as it is called and stands. */
export interface Shown {
  place?: (path: string, t: Translate) => string | undefined;
  value?: (path: string, value: unknown, t: Translate) => unknown;
}

export interface Resource {
  path: string;
  /** The field that names a record in its address; `id` unless told. */
  key?: string;
  /** Whether the API takes `sort` and `order`. */
  sorted?: boolean;
  /** A record as a form has it. */
  receive?: (fields: Fields) => Fields;
  /** What of a form's fields is sent, as the API takes it; without it, all of them. */
  give?: (fields: Fields) => Fields;
  /** A record is made and changed by PUT at its own address. */
  put?: boolean;
  /** Of its lists, those whose entries do not belong together by their places. */
  lists?: Lists;
  shown?: Shown;
}

/** Only these of the fields. */
export function only(names: readonly string[]): (fields: Fields) => Fields {
  return (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

/** A place by the names of its fields: `prizes.0.from_rank` is "Prizes · 1 · From rank". */
export function placeName(path: string): string {
  const one = (part: string) =>
    /^\d+$/.test(part) ? String(Number(part) + 1) : part.charAt(0).toUpperCase() + part.slice(1).replaceAll("_", " ");
  return path.split(".").map(one).join(" · ");
}
