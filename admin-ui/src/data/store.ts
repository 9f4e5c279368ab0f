/** What the browser keeps of one person: colours, zone, a list's last page. */

import { localStorageStore } from "ra-core";

export const store = localStorageStore("1", "buzzline");
