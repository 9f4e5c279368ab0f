/** Nothing here yet, and what to do about it. */

import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";

interface Props {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

export function Empty({ title, children, action }: Props) {
  return (
    <Box sx={{ px: 3, py: 5, textAlign: "center" }}>
      <Typography sx={{ fontWeight: 700 }}>{title}</Typography>
      {children && (
        <Typography color="text.secondary" sx={{ mt: 0.5, mx: "auto", maxWidth: "52ch" }} component="div">
          {children}
        </Typography>
      )}
      {action && <Box sx={{ mt: 2 }}>{action}</Box>}
    </Box>
  );
}
