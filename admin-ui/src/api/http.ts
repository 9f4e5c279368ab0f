/** One way to the API: cookies and CSRF header on every request, problems as exceptions, and what may have to be done in
 * between: log in again, step up, or learn the session that another tab began. Whoever called waits meanwhile, so
 * nothing typed is lost. */

import { networkProblem, Problem, type ProblemBody } from "./problem";

export interface Call {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: Record<string, unknown>;
  body?: unknown;
  /** Sent as it is, with this type, in place of `body`. */
  file?: { data: Blob; type: string };
  /** A file with its fields, in place of `body`. */
  form?: FormData;
  /** Asked again and again by the page itself: it keeps no login alive. */
  poll?: boolean;
  /** The answer's bytes as a Blob, in place of its JSON. */
  bytes?: boolean;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Whether a login that ended is told to the caller in place of a dialog. */
  bare?: boolean;
}

export interface Answer<T> {
  data: T;
  status: number;
  etag: string | null;
  headers: Headers;
}

/** The status of what was only asked for: another member has to approve it. */
export const ASKED = 202;

/** Asks the person; true: the request may be sent again. */
export type Door = () => Promise<boolean>;

interface Doors {
  login: Door | null;
  stepUp: Door | null;
  /** No dialog: the session is read again. */
  csrf: Door | null;
}

const doors: Doors = { login: null, stepUp: null, csrf: null };
const waiting: { [name in keyof Doors]?: Promise<boolean> } = {};
/** How often each was gone through. */
const passed: Record<keyof Doors, number> = { login: 0, stepUp: 0, csrf: 0 };
/** Whether somebody would not log in again: what the page asks by itself asks them no more. */
let declined = false;
let csrf: string | null = null;
let base = "";

/** What a dialog that is on the page does for requests that were turned away. */
export function setDoor(name: keyof Doors, door: Door | null): void {
  doors[name] = door;
  if (name === "login") declined = false;
}

/** The token that every change carries; it comes with the session. */
export function setCsrf(token: string | null): void {
  csrf = token;
}

/** Where the API is; by default the page's own origin. */
export function setBase(url: string): void {
  base = url;
}

/** Send a request. Raises Problem. */
export async function send<T>(path: string, call: Call = {}): Promise<Answer<T>> {
  for (let round = 0; ; round++) {
    const before = { ...passed };
    const answer = await fetchOnce(path, call);
    if (answer.ok) return read<T>(answer, call.bytes);
    const problem = await readProblem(answer);
    const door = round < 2 && !call.bare ? doorOf(problem, call) : null;
    if (!door || !(await through(door, before[door]))) throw problem;
  }
}

/** The body of the answer alone. */
export async function ask<T>(path: string, call: Call = {}): Promise<T> {
  return (await send<T>(path, call)).data;
}

function doorOf(problem: Problem, { poll }: Call): keyof Doors | null {
  if (problem.status === 401) return poll && declined ? null : doors.login && "login";
  if (problem.code === "step_up_required") return doors.stepUp && "stepUp";
  if (problem.code === "csrf") return doors.csrf && "csrf";
  return null;
}

/** However many requests come to a door at once, it is opened once; who was on the way meanwhile finds it passed. */
async function through(name: keyof Doors, before: number): Promise<boolean> {
  const door = doors[name];
  if (!door) return false;
  if (passed[name] !== before) return true;
  waiting[name] ??= door().finally(() => {
    delete waiting[name];
  });
  const isOpen = await waiting[name];
  if (name === "login") declined = !isOpen;
  if (isOpen && passed[name] === before) passed[name] = before + 1;
  return isOpen;
}

async function fetchOnce(path: string, call: Call): Promise<Response> {
  const method = call.method ?? "GET";
  const headers: Record<string, string> = { Accept: "application/json", ...call.headers };
  if (call.poll) headers["X-Poll"] = "1";
  if (method !== "GET" && csrf) headers["X-CSRF-Token"] = csrf;
  if (call.file) headers["Content-Type"] = call.file.type;
  else if (call.body !== undefined) headers["Content-Type"] = "application/json";
  const json = call.body === undefined ? null : JSON.stringify(call.body);
  const body = call.form ?? call.file?.data ?? json;
  try {
    return await fetch(`${base}${path}${queryOf(call.query)}`, {
      method,
      headers,
      body,
      credentials: "same-origin",
      cache: "no-store",
      signal: call.signal ?? null,
    });
  } catch (error) {
    throw lost(error);
  }
}

/** `?a=1&b=2`, without what is empty; a list is repeated. */
export function queryOf(query: Record<string, unknown> = {}): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") found.append(name, String(one));
    }
  }
  const text = found.toString();
  return text ? `?${text}` : "";
}

async function read<T>(answer: Response, bytes = false): Promise<Answer<T>> {
  // An answer without a body says that it is JSON all the same.
  const isJson = answer.status !== 204 && answer.headers.get("Content-Type")?.includes("json");
  try {
    const data = (bytes ? await answer.blob() : isJson ? await answer.json() : null) as T;
    return { data, status: answer.status, etag: answer.headers.get("ETag"), headers: answer.headers };
  } catch (error) {
    throw lost(error);
  }
}

/** What becomes of an answer that did not come, or broke off: whoever gave up the request wants none. */
function lost(error: unknown): unknown {
  return error instanceof DOMException && error.name === "AbortError" ? error : networkProblem();
}

async function readProblem(answer: Response): Promise<Problem> {
  let body: ProblemBody = {};
  try {
    body = (await answer.json()) as ProblemBody;
  } catch {
    // A proxy's page, or nothing: the status says all there is.
  }
  const requestId = answer.headers.get("X-Request-Id") ?? undefined;
  return new Problem(
    answer.status,
    { ...(requestId ? { request_id: requestId } : {}), ...body },
    answer.headers.get("ETag"),
  );
}
