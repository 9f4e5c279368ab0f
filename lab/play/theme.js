/** Light or dark: the system's choice, until the visitor makes one. */

import { keep, kept } from "./store.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** "light" or "dark", as it is now. */
export const theme = () => kept("theme") ?? (dark.matches ? "dark" : "light");

/** Change to the other one, and keep it. */
export function turn() {
  keep("theme", theme() === "dark" ? "light" : "dark");
  show();
}

/** Paint the page so; the browser's own frame as well. */
export function show() {
  document.documentElement.dataset.theme = theme();
  const paper = getComputedStyle(document.body).backgroundColor;
  document.querySelector("meta[name=theme-color]").content = paper;
}

dark.addEventListener("change", show);
