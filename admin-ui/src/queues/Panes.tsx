/** What there is to see at the left, and what can be done with it at the right, or below. */

import Box from "@mui/material/Box";
import type { ReactNode } from "react";

export function Panes({ children, beside }: { children: ReactNode; beside: ReactNode }) {
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 1fr) 340px" },
        alignItems: "start",
      }}
    >
      <Box sx={{ display: "grid", gap: 2 }}>{children}</Box>
      <Box sx={{ display: "grid", gap: 2, position: { md: "sticky" }, top: 68 }}>{beside}</Box>
    </Box>
  );
}
