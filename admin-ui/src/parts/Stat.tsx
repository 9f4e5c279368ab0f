/** A figure with its name. */

import Box from "@mui/material/Box";
import type { ReactNode } from "react";

interface Props {
  name: ReactNode;
  value: number | string | null;
  tone?: "bad" | "warn" | undefined;
}

export function Stat({ name, value, tone }: Props) {
  return (
    <Box>
      <Box
        sx={({ colours: c }) => ({
          fontSize: "1.6rem",
          fontWeight: 750,
          letterSpacing: "-0.03em",
          lineHeight: 1.15,
          color: tone ? c[tone] : c.ink,
        })}
      >
        {value === null ? "–" : typeof value === "number" ? value.toLocaleString("en") : value}
      </Box>
      <Box sx={{ color: "text.secondary", fontSize: "0.82rem" }}>{name}</Box>
    </Box>
  );
}
