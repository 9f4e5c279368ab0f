import { ask } from "../api/http";
import type { components } from "../api/schema";

/** Pages of what an id may be of, besides a player. */
const PAGES: Record<string, string> = { battle: "/battles", redemption: "/redemptions" };

/** The page of the battle or redemption that has an id; null: none has, or that cannot be told now. */
export async function pageOf(id: string): Promise<string | null> {
  const body = { q: id, kinds: Object.keys(PAGES) };
  try {
    const { items } = await ask<components["schemas"]["AllFound"]>("/v1/admin/search", { method: "POST", body });
    return items[0] ? `${PAGES[items[0].kind]}/${items[0].id}` : null;
  } catch {
    // The players' page asks as well, and shows what is wrong.
    return null;
  }
}
