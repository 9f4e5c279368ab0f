/** What a resource is: where it is, and how its records differ between the API and a form. */

import type { Fields } from "./changes";

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
}

/** Only these of the fields. */
export function only(names: readonly string[]): (fields: Fields) => Fields {
  return (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
