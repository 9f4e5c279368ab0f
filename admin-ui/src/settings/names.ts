/** Switches in words. A name has its kind, and after it what it is of. */

import type { components } from "../api/schema";
import type { Translate } from "../data/resource";

export type Switch = components["schemas"]["Switch"];

const KINDS = [
  ["partner", "redemptions.partner."],
  ["product", "redemptions.product."],
  ["earning", "earning."],
] as const;

/** `earning.battle` is "earning", of "battle". */
export function partsOf(name: string): { kind: string; of: string } {
  for (const [kind, prefix] of KINDS) if (name.startsWith(prefix)) return { kind, of: name.slice(prefix.length) };
  return { kind: name, of: "" };
}

export function switchName({ name, product }: Pick<Switch, "name" | "product">, t: Translate): string {
  const { kind, of } = partsOf(name);
  const named: Record<string, string> = {
    partner: t(`catalogue.partners.${of}`, { _: of }),
    product: product ?? of,
    earning: t(`settings.sources.${of}`, { _: of }),
  };
  return t(`settings.names.${kind}`, { _: name, name: named[kind] ?? "" });
}

/** What it means that it is off. */
export const offMeans = (name: string, t: Translate) => t(`settings.off_means.${partsOf(name).kind}`, { _: "" });
