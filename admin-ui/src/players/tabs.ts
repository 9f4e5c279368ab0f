/** The views of a player's page: which there are for whom, and which one an address names. */

import type { Permission } from "../api/session";

/** Each with the permissions of which any shows it; none: whoever sees the page. */
const TABS = {
  overview: [],
  timeline: [],
  battles: ["battles.read"],
  wallet: [],
  redemptions: [],
  referrals: ["referrals.read"],
  sanctions: [],
  devices: [],
  messages: ["players.message"],
  notes: [],
  data: ["players.export", "players.erase"],
} as const satisfies Record<string, readonly Permission[]>;

export type View = keyof typeof TABS;

/** Those that somebody with these permissions is shown, in order. */
export function tabsFor(permissions: readonly string[] | undefined): View[] {
  return (Object.keys(TABS) as View[]).filter((one) => {
    const needs: readonly string[] = TABS[one];
    return !needs.length || needs.some((need) => permissions?.includes(need));
  });
}

/** The one of them that the end of an address names; the first, where it names none. */
export function viewAt(end: string | undefined, tabs: readonly View[]): View {
  return tabs.find((one) => one === end) ?? "overview";
}

/** The address of a view of a player's page. */
export const viewOf = (player: string, view: View): string =>
  `/players/${encodeURIComponent(player)}${view === "overview" ? "" : `/${view}`}`;

/** The page that an address is of: all views of a player's are one, and what is half written in it stays. */
export const pageOf = (path: string): string => /^\/players\/[^/]+/.exec(path)?.[0] ?? path;
