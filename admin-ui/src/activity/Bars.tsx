/** Figures as bars: one sentence for whoever does not see them, and the table beside it has each. */

import Box from "@mui/material/Box";
import { heights } from "./types";

const HEIGHT = 72;

export function Bars({ values, label }: { values: readonly number[]; label: string }) {
  const width = 100 / Math.max(values.length, 1);
  return (
    <Box
      component="svg"
      role="img"
      aria-label={label}
      viewBox={`0 0 100 ${HEIGHT}`}
      preserveAspectRatio="none"
      sx={{ display: "block", width: "100%", height: HEIGHT, color: "text.primary" }}
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
  );
}
