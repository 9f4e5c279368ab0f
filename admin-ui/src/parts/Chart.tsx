/** Lines over time: told apart by their strokes, too; one sentence for whoever does not see them, and each figure in the
 * table beside them. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { useId } from "react";
import { ceiling, path, type Values } from "./lines";
import { format } from "./moments";
import { Folded, Line, Table } from "./Table";
import { useZone } from "./zone";

export interface Series {
  name: string;
  values: Values;
}

interface Props {
  /** Of which figure. */
  name: string;
  /** When each step begins. */
  at: readonly string[];
  series: readonly Series[];
  words: (value: number) => string;
}

const WIDTH = 600;
const HEIGHT = 120;
const STROKES = ["", "7 4", "2 3"];

export function Chart({ name, at, series, words }: Props) {
  const t = useTranslate();
  const zone = useZone();
  const id = useId();
  const every = series.flatMap(({ values }) => values);
  const most = ceiling(every);
  const known = every.filter((value) => value !== null);
  const label = known.length
    ? t("cms.chart.told", { name, least: words(Math.min(...known)), most: words(Math.max(...known)) })
    : t("cms.chart.nothing", { name });
  const long = at.length > 1 && Date.parse(at[at.length - 1] ?? "") - Date.parse(at[0] ?? "") > 36 * 3_600_000;
  const moment = (one: string | undefined) => (one ? format(one, long ? "full" : "short", zone) : "");
  return (
    <Box>
      {series.length > 1 && <Legend series={series} />}
      <Box sx={{ display: "grid", gridTemplateColumns: "minmax(3.2rem, max-content) minmax(0, 1fr)", columnGap: 1 }}>
        <Box
          aria-hidden
          sx={{ ...small, display: "flex", flexDirection: "column", justifyContent: "space-between", textAlign: "end" }}
        >
          {[most, most / 2, 0].map((value) => (
            <span key={value}>{words(value)}</span>
          ))}
        </Box>
        <Box
          component="svg"
          role="img"
          aria-labelledby={id}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          sx={({ colours: c }) => ({
            display: "block",
            width: "100%",
            height: HEIGHT,
            my: 1,
            color: c.link,
            "--grid": c.line,
          })}
        >
          <title id={id}>{label}</title>
          {[0, HEIGHT / 2, HEIGHT].map((y) => (
            <line key={y} x1={0} x2={WIDTH} y1={y} y2={y} stroke="var(--grid)" vectorEffect="non-scaling-stroke" />
          ))}
          {series.map(({ name: one, values }, n) => (
            <path
              key={one}
              d={path(values, most, WIDTH, HEIGHT)}
              fill="none"
              stroke="currentColor"
              strokeWidth={2}
              strokeDasharray={STROKES[n]}
              strokeLinejoin="round"
              strokeLinecap="round"
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </Box>
        <span />
        <Box aria-hidden sx={{ ...small, display: "flex", justifyContent: "space-between" }}>
          {[at[0], at[at.length - 1]].map((one, n) => (
            <span key={n}>{moment(one)}</span>
          ))}
        </Box>
      </Box>
      <Folded title={t("cms.chart.table")}>
        <Box sx={{ maxHeight: 320, overflowY: "auto" }}>
          <Table label={name} head={[t("cms.chart.at"), ...series.map((one) => one.name)]}>
            {at
              .map((one, n) => (
                <Line
                  key={one}
                  name={format(one, "full", zone)}
                  cells={series.map(({ values }) =>
                    values[n] === null || values[n] === undefined ? "–" : words(values[n]),
                  )}
                />
              ))
              .reverse()}
          </Table>
        </Box>
      </Folded>
    </Box>
  );
}

const small = { fontSize: "0.75rem", color: "text.secondary" } as const;

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <Box
      component="ul"
      sx={{ m: 0, mb: 0.5, p: 0, listStyle: "none", display: "flex", flexWrap: "wrap", columnGap: 2 }}
    >
      {series.map(({ name }, n) => (
        <Box key={name} component="li" sx={{ ...small, display: "flex", alignItems: "center", gap: 0.75 }}>
          <Box
            component="svg"
            aria-hidden
            viewBox="0 0 28 4"
            sx={({ colours: c }) => ({ width: 28, height: 4, color: c.link })}
          >
            <line x1={1} x2={27} y1={2} y2={2} stroke="currentColor" strokeWidth={2} strokeDasharray={STROKES[n]} />
          </Box>
          {name}
        </Box>
      ))}
    </Box>
  );
}
