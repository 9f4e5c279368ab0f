/** Where each resource is, and how its records differ between the API and a form. */

import { categories } from "../categories/resource";
import { questions } from "../questions/resource";
import { quizzes } from "../quizzes/resource";
import { staff } from "../staff/resource";
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

export const RESOURCES: Record<string, Resource> = {
  achievements: { path: "/v1/admin/achievements", key: "code" },
  approvals: { path: "/v1/admin/approvals" },
  audit: { path: "/v1/admin/audit" },
  categories,
  exports: { path: "/v1/admin/exports" },
  imports: { path: "/v1/admin/imports" },
  media: { path: "/v1/admin/media" },
  questions,
  quizzes,
  seasons: { path: "/v1/admin/seasons", give: only(["name", "first", "last", "prizes"]) },
  staff,
};

/** Only these of the fields. */
export function only(names: readonly string[]): (fields: Fields) => Fields {
  return (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
