/** Figures in rows, as a table that is wider than the page where it must be. */

import Box from "@mui/material/Box";
import MuiTable from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import type { ReactNode } from "react";

interface Props {
  /** For who does not see it; without it the first of its columns. */
  label?: string;
  head: readonly string[];
  children: ReactNode;
}

export function Table({ label, head, children }: Props) {
  return (
    <Box sx={{ overflowX: "auto", mt: 1 }} tabIndex={0} role="group" aria-label={label ?? head[0]}>
      <MuiTable size="small">
        <TableHead>
          <TableRow>
            {head.map((name, at) => (
              <TableCell key={name} align={at ? "right" : "left"}>
                {name}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>{children}</TableBody>
      </MuiTable>
    </Box>
  );
}

export function Line({ name, cells }: { name: ReactNode; cells: readonly ReactNode[] }) {
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={{ whiteSpace: "nowrap" }}>
        {name}
      </TableCell>
      {cells.map((cell, at) => (
        <TableCell key={at} align="right">
          {cell}
        </TableCell>
      ))}
    </TableRow>
  );
}

/** What stands behind a line that one opens. */
export function Folded({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="details" sx={{ mt: 1.5 }}>
      <Box component="summary" sx={{ cursor: "pointer" }}>
        {title}
      </Box>
      {children}
    </Box>
  );
}
