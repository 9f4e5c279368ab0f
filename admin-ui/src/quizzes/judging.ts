/** Whether an answer in a try is right. Nothing counts: the game judges for itself. */

import type { Tried } from "./types";

/** Ids of options, of an ordering in order; or what was typed. */
export type Given = readonly string[];

export function isRight({ kind, right, spans }: Pick<Tried, "kind" | "right" | "spans">, given: Given): boolean {
  if (kind === "short_text") return right.some((text) => plain(text) === plain(given[0] ?? ""));
  if (kind === "numeric") return spans.some(({ low, high }) => within(given[0] ?? "", Number(low), Number(high)));
  if (kind === "ordering") return given.length === right.length && given.every((id, at) => id === right[at]);
  return given.length === right.length && right.every((id) => given.includes(id));
}

/** Case, accents and spacing do not matter. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

function within(text: string, low: number, high: number): boolean {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && low <= value && value <= high;
}

/** What is right, in words. */
export function rightWords({ kind, right, spans, options }: Tried): string {
  if (kind === "short_text") return right[0] ?? "";
  if (kind === "numeric") return spans.map(({ low, high }) => (low === high ? low : `${low} – ${high}`)).join(", ");
  const words = right.map((id) => options.find((one) => one.id === id)?.text ?? "");
  return words.join(kind === "ordering" ? " → " : ", ");
}
