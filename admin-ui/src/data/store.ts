/** What the browser keeps of one person: colours, zone, a list's last page. */

import { localStorageStore } from "ra-core";
import { SHORTCUTS } from "../parts/shortcuts";

const kept = localStorageStore("1", "buzzline");

/** Emptied when somebody logs out; that somebody can work here at all is kept. */
export const store = {
  ...kept,
  reset: () => {
    const shortcuts = kept.getItem<boolean>(SHORTCUTS);
    kept.reset();
    if (shortcuts !== undefined) kept.setItem(SHORTCUTS, shortcuts);
  },
};
