/** Categories as a tree, for choices and for their own page. */

import { useQuery } from "@tanstack/react-query";
import { ask } from "../api/http";
import type { components } from "../api/schema";

export type Category = components["schemas"]["Branch"];

export interface Placed {
  category: Category;
  depth: number;
}

/** Parents before what is below them, in their order. */
export function placed(categories: readonly Category[], parent: number | null = null, depth = 0): Placed[] {
  return categories
    .filter((one) => (one.parent_id ?? null) === parent)
    .sort((a, b) => a.position - b.position || a.name.localeCompare(b.name))
    .flatMap((category) => [{ category, depth }, ...placed(categories, category.id, depth + 1)]);
}

export const KEY = ["categories", "all"];

/** Every category; there are some dozens at most. */
export function useCategories() {
  const query = useQuery({
    queryKey: KEY,
    queryFn: () => ask<{ items: Category[] }>("/v1/admin/categories"),
    staleTime: 60_000,
  });
  const tree = placed(query.data?.items ?? []);
  const choices = tree.map(({ category, depth }) => ({
    id: String(category.id),
    name: `${"\u2003".repeat(depth)}${category.name}`,
  }));
  const nameOf = (id: number | string | null | undefined) =>
    query.data?.items.find((one) => String(one.id) === String(id))?.name ?? "";
  return { ...query, tree, choices, nameOf };
}
