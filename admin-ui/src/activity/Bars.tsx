/** Figures as bars, over the names of the first and the last: one sentence for whoever does not see them, and the table
 * beside it has each. */

import Box from "@mui/material/Box";
import { heights } from "./types";

const HEIGHT = 72;

interface Props {
  values: readonly number[];
  label: string;
  first: string;
  last: string;
}

export function Bars({ values, label, first, last }: Props) {
  const width = 100 / Math.max(values.length, 1);
  return (
    <>
      <Box
        component="svg"
        role="img"
        aria-label={label}
        viewBox={`0 0 100 ${HEIGHT}`}
        preserveAspectRatio="none"
        sx={{
          display: "block",
          width: "100%",
          height: HEIGHT,
          color: "text.secondary",
          borderBottom: 1,
          borderColor: "divider",
        }}
      >
        {heights(values, HEIGHT).map((height, at) => (
          <rect
            key={at}
            x={at * width + width * 0.1}
            y={HEIGHT - height}
            width={width * 0.8}
            height={height}
            fill="currentColor"
          />
        ))}
      </Box>
      <Box
        sx={{ display: "flex", justifyContent: "space-between", color: "text.secondary", fontSize: "0.82rem", mt: 0.5 }}
      >
        <span>{first}</span>
        <span>{last}</span>
      </Box>
    </>
  );
}
