/** A key, as it is written on a keyboard. */

import Box from "@mui/material/Box";

export function Kbd({ children, hidden = false }: { children: string; hidden?: boolean }) {
  return (
    <Box
      component="kbd"
      aria-hidden={hidden || undefined}
      sx={({ colours: c }) => ({
        px: 0.9,
        borderRadius: "5px",
        background: c.sunk,
        border: `1px solid ${c.edge}`,
        font: "inherit",
        whiteSpace: "nowrap",
      })}
    >
      {children}
    </Box>
  );
}
