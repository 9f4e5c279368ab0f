import { expect, test } from "vitest";
import { addressOf, linkTo, texts } from "./address";

const VIEW = { list: "questions", filter: { state: "draft", q: "a&b" }, sort: null, descending: false };

test("a view is an address of its list", () => {
  const [path, query] = addressOf(VIEW).split("?");
  expect(path).toBe("/questions");
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual({ filter: JSON.stringify(VIEW.filter), page: "1" });
  const sorted = new URLSearchParams(addressOf({ ...VIEW, sort: "updated_at", descending: true }).split("?")[1]);
  expect([sorted.get("sort"), sorted.get("order")]).toEqual(["updated_at", "DESC"]);
});

test("a link to it says nothing of what it shows", () => {
  expect(linkTo({ id: "v-1" }, { origin: "https://cms.test", pathname: "/admin/" })).toBe(
    "https://cms.test/admin/#/views/v-1",
  );
});

test("filters are kept as texts", () => {
  expect(texts({ state: "draft", flagged: true, n: 5, tags: ["x"], none: null })).toEqual({
    state: "draft",
    flagged: "true",
    n: "5",
  });
});
