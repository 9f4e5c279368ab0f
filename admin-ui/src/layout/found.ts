import { ask } from "../api/http";
import type { components } from "../api/schema";

/** The page of the battle that has an id; null: none has, or that cannot be told now. */
export async function battleAt(id: string): Promise<string | null> {
  const body = { q: id, kinds: ["battle"] };
  try {
    const { items } = await ask<components["schemas"]["AllFound"]>("/v1/admin/search", { method: "POST", body });
    return items[0] ? `/battles/${items[0].id}` : null;
  } catch {
    // The players' page asks as well, and shows what is wrong.
    return null;
  }
}
