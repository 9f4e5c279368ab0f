import { expect, test } from "vitest";
import { Cursors } from "./cursors";

/** A list of `count` numbers, and the cursors that it was asked for. */
function list(count: number, size: number) {
  const asked: (string | null)[] = [];
  const fetchPage = async (cursor: string | null) => {
    asked.push(cursor);
    const from = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(size, count - from) }, (_, at) => from + at);
    return { items, next: from + size < count ? String(from + size) : null };
  };
  return { asked, fetchPage };
}

test("each page takes one request when one goes through them", async () => {
  const { asked, fetchPage } = list(7, 3);
  const cursors = new Cursors();
  const pages = [];
  for (const number of [1, 2, 3]) pages.push((await cursors.page("a", number, fetchPage)).items);
  expect(pages).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  expect(asked).toEqual([null, "3", "6"]);
  expect((await cursors.page("a", 2, fetchPage)).items).toEqual([3, 4, 5]);
  expect(asked.length).toBe(4);
});

test("a link to a page is walked to", async () => {
  const { asked, fetchPage } = list(20, 3);
  expect((await new Cursors().page("a", 4, fetchPage)).items).toEqual([9, 10, 11]);
  expect(asked).toEqual([null, "3", "6", "9"]);
});

test("a page behind the end is empty", async () => {
  const { fetchPage } = list(4, 3);
  expect(await new Cursors().page("a", 9, fetchPage)).toEqual({ items: [], next: null });
});

test("lists know nothing of one another", async () => {
  const cursors = new Cursors();
  const { fetchPage } = list(9, 3);
  await cursors.page("a", 1, fetchPage);
  const other = list(9, 3);
  await cursors.page("b", 2, other.fetchPage);
  expect(other.asked).toEqual([null, "3"]);
});

test("what follows a page that was read anew is where it says now", async () => {
  const cursors = new Cursors();
  await cursors.page("a", 2, list(9, 3).fetchPage);
  await cursors.page("a", 1, async () => ({ items: [0], next: "5" }));
  const asked: (string | null)[] = [];
  await cursors.page("a", 2, async (cursor) => {
    asked.push(cursor);
    return { items: [], next: null };
  });
  expect(asked).toEqual(["5"]);
});
