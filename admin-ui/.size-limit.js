/** What the first page loads: index.html, and all that it names. */

import { readFileSync } from "node:fs";

const page = readFileSync(new URL("dist/index.html", import.meta.url), "utf8");
const named = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => `dist/${path}`);

export default [{ name: "first load", path: ["dist/index.html", ...named], limit: "420 kB", gzip: true }];
