/** A prompt between the API and the form. Its state is changed by a step of its own. */

import { only, type Resource, type Translate } from "../data/resource";
import { languageName } from "../questions/languages";

const LABELS: Record<string, string> = { category: "prompts.category", takes: "prompts.takes", texts: "prompts.texts" };

/** `texts.es` is "Text · Spanish". */
function place(path: string, t: Translate): string | undefined {
  const [first = "", lang] = path.split(".");
  const label = LABELS[first];
  if (!label) return undefined;
  return lang ? `${t("prompts.text")} · ${languageName(lang)}` : t(label);
}

function value(path: string, stored: unknown, t: Translate): unknown {
  if (path === "takes") return t(`prompts.takes_names.${stored}`);
  if (path === "category") return stored ?? t("prompts.every");
  return stored;
}

export const prompts: Resource = {
  path: "/v1/admin/prompts",
  give: only(["texts", "category", "takes"]),
  shown: { place, value },
};
