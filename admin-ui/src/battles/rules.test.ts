import { expect, test } from "vitest";
import { words } from "../i18n/en";
import { byRound, consequences, lives, signed, texts } from "./rules";
import type { Battle, Moment, Move, Round } from "./types";

const round = (no: number) =>
  ({
    no,
    question: {
      options: [
        { id: "a1", text: "Stack" },
        { id: "b2", text: "Queue" },
      ],
    },
  }) as Round;
const moment = (kind: string, of: number | null) => ({ kind, round: of, at_ms: 0, side: 0, emote: null }) as Moment;
const players = [
  { id: "p0", name: "Ada", ghost: false },
  { id: "p1", name: "Bob", ghost: false },
];
const change = (player_id: string, rating_before: number, rating_after: number, kind = "result") =>
  ({ player_id, kind, rating_before, rating_after }) as Battle["rating_changes"][number];
const reward = (xp: number, tokens: number) => ({ rating_before: null, rating_after: null, xp, tokens });
const battle = (parts: Partial<Battle>) =>
  ({ state: "settled", mode: "quiz", players, rating_changes: [], result: null, creative: null, ...parts }) as Battle;
const keys = (parts: Partial<Battle>) =>
  consequences(battle(parts)).map(({ key, args }) => [key.replace("battles.void.", ""), ...Object.values(args ?? {})]);

test("what happened stands with its round, and what was before the first apart", () => {
  const moments = [moment("away", null), moment("emote", 0), moment("back", 1), moment("emote", 1)];
  const { before, of } = byRound([round(0), round(1)], moments);
  expect(before.map(({ kind }) => kind)).toEqual(["away"]);
  expect(of.map((all) => all.map(({ kind }) => kind))).toEqual([["emote"], ["back", "emote"]]);
});

test("a response is the text of its option, or else what it says", () => {
  expect(texts(round(0), "b2")).toBe("Queue");
  expect(texts(round(0), "x9")).toBe("x9");
});

test("moves are by their lives, with how many were lost", () => {
  const move = (life: number, seq: number, counts: boolean) => ({ life, seq, counts }) as Move;
  const found = lives([move(1, 1, true), move(1, 2, false), move(2, 2, true)]);
  expect(found.map(({ life, moves, lost }) => [life, moves.length, lost])).toEqual([
    [1, 2, 1],
    [2, 1, 0],
  ]);
});

test.each([
  [21.4, "+21"],
  [-21.6, "−22"],
  [0.2, "±0"],
])("%s is %s", (value, said) => expect(signed(value)).toBe(said));

test("of a settled one, what is given back is told by name", () => {
  const told = keys({
    rating_changes: [change("p0", 1500, 1521), change("p1", 1500, 1479)],
    result: { winner: 0, reason: "points", points: [9, 5], rewards: [reward(70, 5), null] },
  });
  expect(told).toEqual([
    ["rating", "Ada", "−21"],
    ["rating", "Bob", "+21"],
    ["sealed"],
    ["tokens", 5],
    ["xp"],
    ["told"],
    ["for_ever"],
  ]);
});

test("what was given back once is not told again, and one that gave nothing says so", () => {
  expect(keys({ rating_changes: [change("p0", 1521, 1500, "void")] })).toEqual([["nothing"], ["told"], ["for_ever"]]);
});

test("of one that runs, by its mode", () => {
  expect(keys({ state: "running" })).toEqual([["quiz"], ["told"], ["for_ever"]]);
  const creative = { votes: [3, 1] } as NonNullable<Battle["creative"]>;
  expect(keys({ state: "running", mode: "creative", creative })).toEqual([
    ["creative"],
    ["votes", 4],
    ["told"],
    ["for_ever"],
  ]);
});

test("every sentence has words", () => {
  const said = [
    ...consequences(battle({ state: "running", mode: "creative", creative: { votes: [1, 0] } as Battle["creative"] })),
    ...consequences(battle({ state: "running" })),
    ...consequences(battle({})),
    ...consequences(
      battle({
        rating_changes: [change("p0", 1, 2)],
        result: { winner: 0, reason: "points", points: [], rewards: [reward(1, 1)] },
      }),
    ),
  ];
  const known = Object.keys(words.battles.void).map((name) => `battles.void.${name}`);
  expect(known).toEqual(expect.arrayContaining(said.map(({ key }) => key)));
});
