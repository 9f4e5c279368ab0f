/** Categories by the short names that quizzes know them by. */

import { useCategories } from "../categories/tree";

export function useSlugs() {
  const { tree } = useCategories();
  const choices = tree.map(({ category, depth }) => ({
    id: category.slug,
    name: `${"\u2003".repeat(depth)}${category.name}`,
  }));
  const nameOf = (slug: string | null | undefined) =>
    tree.find(({ category }) => category.slug === slug)?.category.name ?? slug ?? "";
  const idOf = (slug: string | null | undefined) =>
    String(tree.find(({ category }) => category.slug === slug)?.category.id ?? "");
  return { choices, nameOf, idOf };
}
