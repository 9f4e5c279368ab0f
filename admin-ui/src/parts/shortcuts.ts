/** Single keys that do something on a whole page. Who speaks to the machine, or slips, turns them off (WCAG 2.1.4). */

import { useStore } from "ra-core";
import { useEffect } from "react";

/** A key, as it is written, and the words' name of what it does. */
export interface Key {
  key: string;
  does: string;
}

const told = new Set<readonly Key[]>();

/** While it is there, a part of a page tells its keys to who asks for them; `keys` is the same at each render. */
export function useKeyHelp(keys: readonly Key[]): void {
  useEffect(() => tellKeys(keys), [keys]);
}

/** The same outside of React; the way to take it back. */
export function tellKeys(keys: readonly Key[]): () => void {
  told.add(keys);
  return () => {
    told.delete(keys);
  };
}

/** The keys of what is on the page now, each once. */
export function keysHere(): Key[] {
  const found = new Map([...told].flat().map((one) => [`${one.key} ${one.does}`, one]));
  return [...found.values()];
}

export const SHORTCUTS = "shortcuts";
const ELSEWHERE =
  "input, textarea, select, [contenteditable], [role=combobox], [role=dialog], [role=listbox], [role=menu]";

/** Whether there are any, and the way to change that. */
export function useShortcutsOn() {
  return useStore<boolean>(SHORTCUTS, true);
}

/** While nobody types and no dialog is open; whether they are on. */
export function useShortcuts(active: boolean, press: (event: KeyboardEvent) => void): boolean {
  const [on] = useShortcutsOn();
  useEffect(() => {
    if (!active || !on) return;
    const pressed = (event: KeyboardEvent) => {
      const busy = event.target instanceof HTMLElement && event.target.closest(ELSEWHERE);
      if (!busy && !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat) press(event);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
  return on;
}
