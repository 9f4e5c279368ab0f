/** What is done, and to what, in words; names that the CMS does not know stay as they are. */

import type { Translate } from "../data/resource";
import { audit } from "./words";

/** Every action that the log can have, by its name. A test holds them against the API's sources. */
export const ACTIONS = Object.entries(audit.actions)
  .flatMap(([nouns, verbs]) => Object.keys(verbs).map((verb) => `${nouns}.${verb}`))
  .sort();

export function actionName(action: string, t: Translate): string {
  return t(`audit.actions.${action}`, { _: action });
}

export function kindName(kind: string, t: Translate): string {
  return t(`audit.kinds.${kind}`, { _: kind });
}
