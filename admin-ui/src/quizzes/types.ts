import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

export type QuizItem = components["schemas"]["QuizItem"] & RaRecord;
export type Quiz = components["schemas"]["QuizSheet"] & RaRecord;
export type Picked = { id: string; stem: string };
export type Tried = components["schemas"]["Try"];
export const QUIZZES = "/v1/admin/quizzes";
