/** What a battle's page makes of what the API tells: rounds with what happened in them, lives, and what void does. */

import type { Battle, Moment, Move, Round } from "./types";

/** What happened before the first round, and with each round: in the order of its time. */
export function byRound(rounds: readonly Round[], moments: readonly Moment[]): { before: Moment[]; of: Moment[][] } {
  const first = rounds[0]?.no ?? 0;
  return {
    before: moments.filter(({ round }) => round === null || round < first),
    of: rounds.map(({ no }) => moments.filter(({ round }) => round === no)),
  };
}

/** The texts of what was chosen; an id that is no option's stays as it is. */
export function texts(round: Round, response: string): string {
  const text = (id: string) => round.question.options.find((one) => one.id === id)?.text ?? id;
  return response.split(" ").map(text).join(", ");
}

export interface Life {
  life: number;
  moves: Move[];
  /** Of them, those that the battle is not the fold of. */
  lost: number;
}

/** The moves by the life they were made in; those of lives that were given up are kept, too. */
export function lives(moves: readonly Move[]): Life[] {
  const found = new Map<number, Move[]>();
  for (const move of moves) found.set(move.life, [...(found.get(move.life) ?? []), move]);
  return [...found].map(([life, all]) => ({ life, moves: all, lost: all.filter(({ counts }) => !counts).length }));
}

/** A sentence by the key of its words, with what they have to say. */
export interface Said {
  key: string;
  args?: Record<string, string | number>;
}

type Judged = Pick<Battle, "state" | "mode" | "players" | "rating_changes" | "result" | "creative">;

/** What will come of making a battle void, by what it is now. */
export function consequences(battle: Judged): Said[] {
  const begin = battle.state === "running" ? running(battle) : settled(battle);
  return [...begin, { key: "battles.void.told" }, { key: "battles.void.for_ever" }];
}

function running({ mode, creative }: Judged): Said[] {
  if (mode === "quiz") return [{ key: "battles.void.quiz" }];
  const votes = creative?.votes.reduce((sum, count) => sum + count, 0) ?? 0;
  return [{ key: "battles.void.creative" }, ...(votes ? [{ key: "battles.void.votes", args: { votes } }] : [])];
}

function settled({ players, rating_changes, result }: Judged): Said[] {
  const ratings = rating_changes
    .filter(({ kind }) => kind === "result")
    .map(({ player_id, rating_before, rating_after }) => ({
      key: "battles.void.rating",
      args: {
        name: players.find(({ id }) => id === player_id)?.name ?? player_id,
        change: signed(rating_before - rating_after),
      },
    }));
  const tokens = result?.rewards.reduce((sum, one) => sum + (one?.tokens ?? 0), 0) ?? 0;
  const xp = result?.rewards.some((one) => one && one.xp > 0);
  return [
    ...ratings,
    ...(ratings.length ? [{ key: "battles.void.sealed" }] : []),
    ...(tokens ? [{ key: "battles.void.tokens", args: { tokens } }] : []),
    ...(xp ? [{ key: "battles.void.xp" }] : []),
    ...(ratings.length || tokens || xp ? [] : [{ key: "battles.void.nothing" }]),
  ];
}

/** A whole number with its sign: +21, −21, ±0. */
export function signed(value: number): string {
  const whole = Math.round(value);
  if (!whole) return "±0";
  return whole > 0 ? `+${whole}` : `−${-whole}`;
}
