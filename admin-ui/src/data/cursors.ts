/** Pages by number on an API that knows "the next after this" alone. */

interface Page<T> {
  items: T[];
  next: string | null;
}

/** Fetch the page that begins at a cursor; null is the first. */
export type FetchPage<T> = (cursor: string | null) => Promise<Page<T>>;

const WALK_MOST = 50;
const LISTS_MOST = 40;

/** Remembers where each page of each list begins. A page whose beginning is not known (a link to page 7, a reload) is
 * walked to from the last one that is. */
export class Cursors {
  readonly #lists = new Map<string, (string | null)[]>();

  /** The page `number`, from 1, of the list `key`: what the list is of, its filter, and how many items a page has. */
  async page<T>(key: string, number: number, fetchPage: FetchPage<T>): Promise<Page<T>> {
    const known = this.#list(key);
    let at = Math.min(number, known.length);
    if (number - at > WALK_MOST) return { items: [], next: null };
    for (;;) {
      const found = await fetchPage(known[at - 1] ?? null);
      known.length = at;
      if (found.next !== null) known.push(found.next);
      if (at === number) return found;
      if (found.next === null) return { items: [], next: null };
      at += 1;
    }
  }

  #list(key: string): (string | null)[] {
    const known = this.#lists.get(key) ?? [null];
    // The lists used last are the last of the map.
    this.#lists.delete(key);
    this.#lists.set(key, known);
    for (const oldest of this.#lists.keys()) {
      if (this.#lists.size <= LISTS_MOST) break;
      this.#lists.delete(oldest);
    }
    return known;
  }
}
