/** What the API answers in place of a result (RFC 9457), as react-admin's forms understand it. */

import { HttpError } from "ra-core";
import { i18nProvider } from "../i18n";

export interface FieldFault {
  pointer?: string;
  field?: string;
  detail: string;
}

export interface ProblemBody {
  status?: number;
  code?: string;
  title?: string;
  detail?: string;
  errors?: FieldFault[];
  request_id?: string;
  [member: string]: unknown;
}

/** `code` is the API's stable one, or `network` where no answer came. */
export class Problem extends HttpError {
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly faults: FieldFault[];
  readonly members: ProblemBody;
  /** Of what is there now, where a change crossed another. */
  readonly etag: string | null;

  constructor(status: number, body: ProblemBody, etag: string | null = null) {
    const faults = Array.isArray(body.errors) ? body.errors : [];
    const detail = body.detail || body.title || i18nProvider.translate("cms.answered", { status });
    super(detail, status, { errors: fieldErrors(faults) });
    // HttpError sets the prototype to its own.
    Object.setPrototypeOf(this, Problem.prototype);
    this.name = "Problem";
    this.code = body.code ?? "unknown";
    this.detail = detail;
    this.requestId = body.request_id ?? null;
    this.faults = faults;
    this.members = body;
    this.etag = etag;
  }
}

/** A JSON pointer as the name of a form's field: `/wordings/0/stem` is `wordings.0.stem`. */
export function fieldName(pointer: string): string {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");
}

/** Messages by the name of their field; several about one are joined. What names no field stands under `root`. */
export function fieldErrors(faults: FieldFault[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const { pointer, field, detail } of faults) {
    const name = (pointer === undefined ? field : fieldName(pointer)) || "root";
    found[name] = found[name] ? `${found[name]} ${detail}` : detail;
  }
  return Object.keys(found).length ? found : undefined;
}

/** No answer at all: what was typed is still there, and the same request may be sent again. */
export function networkProblem(): Problem {
  return new Problem(0, {
    code: "network",
    detail: i18nProvider.translate("cms.no_answer"),
  });
}
