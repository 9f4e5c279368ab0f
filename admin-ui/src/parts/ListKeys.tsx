/** The keys of a list: to its filters, and from page to page. */

import { useListContext } from "ra-core";
import { useKeyHelp, useShortcuts } from "./shortcuts";

const KEYS = [
  { key: "F", does: "keys.filter" },
  { key: "[", does: "keys.previous" },
  { key: "]", does: "keys.next" },
] as const;

export function ListKeys() {
  const { page, setPage, hasNextPage } = useListContext();
  useKeyHelp(KEYS);
  useShortcuts(true, (event) => {
    if (event.key === "f") {
      event.preventDefault();
      document.querySelector<HTMLElement>("main [role=search] :is(input, [role=combobox])")?.focus();
    }
    if (event.key === "[" && page > 1) setPage(page - 1);
    if (event.key === "]" && hasNextPage) setPage(page + 1);
  });
  return null;
}
