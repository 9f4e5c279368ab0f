import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type Item = components["schemas"]["QuizItem"] & RaRecord;
export type Sheet = components["schemas"]["QuizSheet"] & RaRecord & { lang: string; draw: number | null };
export type Try = components["schemas"]["Try"];
export type Tried = components["schemas"]["TriedQuestion"];
export type Pace = components["schemas"]["Pace"];

/** A question that was picked: what one has to see of it to put it in order. */
export interface Picked {
  id: string;
  kind: string;
  stem: string;
}

/** A quiz in the form. */
export interface Draft {
  id?: string;
  mode: "scheduled" | "live";
  title: string | null;
  category: string | null;
  lang: string;
  opens_at: string | null;
  closes_at: string | null;
  pace: Pace | null;
  draw: number | null;
  questions: Picked[];
}
