import type { RaRecord } from "ra-core";
import type { components } from "../api/schema";

type Stored = components["schemas"]["Template"];
export type Variable = { name: string; type: string };
export type Written = components["schemas"]["Written"];
/** As the form has it: variables in a row, and a text in every language. */
export type Template = Omit<Stored, "variables"> & RaRecord & { variables: Variable[]; _etag?: string };

export const LANGUAGES = ["en", "es", "ar"] as const;
export const CATEGORIES = ["news", "account"] as const;
export const TYPES = ["text", "number", "day"] as const;
