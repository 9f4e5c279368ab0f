import { expect, test } from "vitest";
import type { Line } from "../referrals/types";
import { DRAWN, graphOf } from "./graph";

const ADA = { id: "ada", name: "Ada" };
const line = (referrer_id: string, referee_id: string): Line =>
  ({ id: `${referrer_id}-${referee_id}`, state: "paid", referrer_id, referrer: "R", referee_id, referee: "E" }) as Line;

test("who brought a player stands before them, and whom they brought after them", () => {
  const { nodes, edges, more } = graphOf(ADA, [line("ada", "b"), line("zoe", "ada"), line("ada", "c")]);
  expect(nodes.map(({ id }) => id)).toEqual(["zoe", "ada", "b", "c"]);
  expect(edges.map(({ from, to }) => [from.id, to.id])).toEqual([
    ["zoe", "ada"],
    ["ada", "b"],
    ["ada", "c"],
  ]);
  const [zoe, ada, b] = nodes.map(({ x }) => x);
  expect([zoe, ada, b]).toEqual([zoe, ada, b].toSorted((one, other) => Number(one) - Number(other)));
  expect(more).toBe(0);
});

test("of very many some are drawn, within the picture, and the others counted", () => {
  const { nodes, more, width, height } = graphOf(
    ADA,
    Array.from({ length: DRAWN + 3 }, (_, at) => line("ada", `${at}`)),
  );
  expect([nodes.length, more]).toEqual([DRAWN + 1, 3]);
  expect(nodes.every(({ x, y }) => x >= 0 && x < width && y >= 0 && y < height)).toBe(true);
});

test("nobody's are nobody's: the player alone", () => {
  expect(graphOf(ADA, []).edges).toEqual([]);
});
