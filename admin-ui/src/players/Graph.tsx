import Box from "@mui/material/Box";
import { useTheme } from "@mui/material/styles";
import { useTranslate } from "ra-core";
import { type Line, TONES } from "../referrals/types";
import { BOX, type Edge, graphOf } from "./graph";

/** The picture of what the table beside it says: not a word more, so it is one sentence for who does not see it. */
export function Graph({ player, lines }: { player: { id: string; name: string }; lines: readonly Line[] }) {
  const t = useTranslate();
  const { colours: c } = useTheme();
  const { nodes, edges, width, height, more } = graphOf(player, lines);
  if (!edges.length) return null;
  const ink = ({ state }: Edge) =>
    TONES[state] === "plain" ? c.edge : c[TONES[state] as "good" | "bad" | "warn" | "info"];
  const brought = edges.filter(({ from }) => from.id === player.id).length + more;
  return (
    <Box sx={{ p: 2, overflowX: "auto" }} tabIndex={0} role="group" aria-label={t("players.graph")}>
      <svg
        role="img"
        aria-label={t("players.graph_says", { name: player.name, by: edges.length + more - brought, brought })}
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        fontSize={12}
      >
        {edges.map((one) => (
          <path
            key={one.key}
            d={`M${one.from.x + BOX.width} ${one.from.y + BOX.height / 2} C${one.from.x + BOX.width + 20} ${one.from.y + BOX.height / 2} ${one.to.x - 20} ${one.to.y + BOX.height / 2} ${one.to.x} ${one.to.y + BOX.height / 2}`}
            fill="none"
            stroke={ink(one)}
            strokeWidth={2}
            strokeDasharray={TONES[one.state] === "bad" ? "4 4" : undefined}
          />
        ))}
        {nodes.map((one) => (
          <g key={one.id}>
            <rect
              x={one.x + 0.5}
              y={one.y + 0.5}
              width={BOX.width - 1}
              height={BOX.height - 1}
              rx={6}
              fill={one.id === player.id ? c.markWash : c.sunk}
              stroke={c.edge}
            />
            <text
              x={one.x + 10}
              y={one.y + BOX.height / 2 + 4}
              fill={c.ink}
              fontWeight={one.id === player.id ? 700 : 400}
            >
              {short(one.name ?? t("cms.erased"))}
            </text>
          </g>
        ))}
      </svg>
      {more > 0 && <Box sx={{ color: "text.secondary", mt: 1 }}>{t("players.graph_more", { n: more })}</Box>}
    </Box>
  );
}

const MOST = 22;

const short = (name: string) => (name.length > MOST ? `${name.slice(0, MOST - 1)}…` : name);
