/** Who brought whom, as a small picture: the one who brought a player, the player, and those whom they brought. */

import type { Line, State } from "../referrals/types";

/** So many of those that were brought are drawn; the table has them all. */
export const DRAWN = 8;
const ROW = 34;
const COLUMNS = [0, 210, 420] as const;
export const BOX = { width: 170, height: 26 };

export interface Node {
  id: string;
  name: string | null;
  x: number;
  y: number;
}

export interface Edge {
  key: string;
  state: State;
  from: Node;
  to: Node;
}

export interface Graph {
  nodes: Node[];
  edges: Edge[];
  width: number;
  height: number;
  /** Of those that were brought, who is not drawn. */
  more: number;
}

/** The picture of a player's referrals, latest first as the API lists them. */
export function graphOf(player: { id: string; name: string }, lines: readonly Line[]): Graph {
  const brought = lines.filter(({ referrer_id }) => referrer_id === player.id);
  const by = lines.filter(({ referee_id }) => referee_id === player.id).slice(0, 1);
  const drawn = brought.slice(0, DRAWN);
  const rows = Math.max(drawn.length, 1);
  const middle = ((rows - 1) * ROW) / 2;
  const own: Node = { id: player.id, name: player.name, x: COLUMNS[by.length ? 1 : 0], y: middle };
  const before = by.map((line) => ({ line, node: { id: line.referrer_id, name: line.referrer, x: 0, y: middle } }));
  const after = drawn.map((line, at) => ({
    line,
    node: { id: line.referee_id, name: line.referee, x: own.x + COLUMNS[1], y: at * ROW },
  }));
  return {
    nodes: [...before.map(({ node }) => node), own, ...after.map(({ node }) => node)],
    edges: [
      ...before.map(({ line, node }) => ({ key: line.id as string, state: line.state, from: node, to: own })),
      ...after.map(({ line, node }) => ({ key: line.id as string, state: line.state, from: own, to: node })),
    ],
    width: own.x + (drawn.length ? COLUMNS[1] : 0) + BOX.width,
    height: (rows - 1) * ROW + BOX.height,
    more: brought.length - drawn.length,
  };
}
