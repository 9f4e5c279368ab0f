/** Single keys that do something on a whole page. Who speaks to the machine, or slips, turns them off (WCAG 2.1.4). */

import { useStore } from "ra-core";
import { useEffect } from "react";

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
