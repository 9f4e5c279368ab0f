/** Things in lines, as a small table of what there is of each. */

import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import type { ReactNode } from "react";

interface Column<R> {
  title: string;
  cell: (row: R) => ReactNode;
  align?: "left" | "right";
}

interface Props<R extends { id: string | number }> {
  rows: readonly R[];
  /** False: a column that is not for here. */
  columns: readonly (Column<R> | false | undefined)[];
}

export function Columns<R extends { id: string | number }>({ rows, columns }: Props<R>) {
  const shown = columns.filter((one) => one !== false && one !== undefined);
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          {shown.map(({ title, align = "left" }) => (
            <TableCell key={title} align={align}>
              {title}
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.id}>
            {shown.map(({ title, cell, align = "left" }) => (
              <TableCell key={title} align={align}>
                {cell(row)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
