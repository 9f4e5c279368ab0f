/** The rows of a list as a table: a labelled box to choose each with, and links in cells in place of clickable rows. */

import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import Skeleton from "@mui/material/Skeleton";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import TableSortLabel from "@mui/material/TableSortLabel";
import { type RaRecord, useListContext, useTranslate } from "ra-core";
import type { ReactNode } from "react";

export interface Column<R> {
  name: string;
  title: string;
  cell: (row: R) => ReactNode;
  align?: "left" | "right" | "center";
  width?: number | string;
  /** The API's name of it to sort by. */
  sort?: string;
}

interface Props<R extends RaRecord> {
  title: string;
  columns: readonly Column<R>[];
  rowName: (row: R) => string;
  bulk?: ((chosen: R[]) => ReactNode) | undefined;
}

export function Rows<R extends RaRecord>({ title, columns, rowName, bulk }: Props<R>) {
  const { data, isPending, isFetching, selectedIds, onSelect, onToggleItem, sort, setSort } = useListContext<R>();
  const t = useTranslate();
  const rows = data ?? [];
  const chosen = rows.filter((row) => selectedIds.includes(row.id));
  return (
    <>
      {bulk && chosen.length > 0 && (
        <Box
          role="status"
          sx={({ colours: c }) => ({
            display: "flex",
            flexWrap: "wrap",
            gap: 1,
            alignItems: "center",
            px: 1.5,
            py: 1,
            background: c.markWash,
          })}
        >
          <Box sx={{ fontWeight: 650, mr: 1 }}>{t("cms.list.chosen", { smart_count: chosen.length })}</Box>
          {bulk(chosen)}
        </Box>
      )}
      <Box
        sx={{ overflowX: "auto", opacity: isFetching && !isPending ? 0.7 : 1 }}
        tabIndex={0}
        role="region"
        aria-label={title}
      >
        <Table size="small" aria-busy={isPending}>
          <TableHead>
            <TableRow>
              {bulk && (
                <TableCell padding="checkbox">
                  <Checkbox
                    checked={rows.length > 0 && chosen.length === rows.length}
                    indeterminate={chosen.length > 0 && chosen.length < rows.length}
                    onChange={(_, on) => onSelect(on ? rows.map((row) => row.id) : [])}
                    slotProps={{ input: { "aria-label": t("cms.list.choose_all") } }}
                  />
                </TableCell>
              )}
              {columns.map((column) => (
                <Head key={column.name} column={column} sort={sort} setSort={setSort} />
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {isPending
              ? Array.from({ length: 8 }, (_, at) => <Waiting key={at} count={columns.length + (bulk ? 1 : 0)} />)
              : rows.map((row) => (
                  <TableRow key={row.id} selected={selectedIds.includes(row.id)}>
                    {bulk && (
                      <TableCell padding="checkbox">
                        <Checkbox
                          checked={selectedIds.includes(row.id)}
                          onChange={() => onToggleItem(row.id)}
                          slotProps={{ input: { "aria-label": t("cms.list.choose", { name: rowName(row) }) } }}
                        />
                      </TableCell>
                    )}
                    {columns.map(({ name, cell, align = "left" }) => (
                      <TableCell key={name} align={align}>
                        {cell(row)}
                      </TableCell>
                    ))}
                  </TableRow>
                ))}
          </TableBody>
        </Table>
      </Box>
    </>
  );
}

interface HeadProps<R> {
  column: Column<R>;
  sort: { field: string; order: string };
  setSort: (sort: { field: string; order: "ASC" | "DESC" }) => void;
}

function Head<R>({ column: { title, align = "left", width, sort: by }, sort, setSort }: HeadProps<R>) {
  const active = Boolean(by) && sort.field === by;
  const direction = sort.order === "DESC" ? "desc" : "asc";
  return (
    <TableCell align={align} sortDirection={active ? direction : false} sx={{ width, whiteSpace: "nowrap" }}>
      {by ? (
        <TableSortLabel
          active={active}
          direction={active ? direction : "asc"}
          onClick={() => setSort({ field: by, order: active && sort.order === "ASC" ? "DESC" : "ASC" })}
        >
          {title}
        </TableSortLabel>
      ) : (
        title
      )}
    </TableCell>
  );
}

function Waiting({ count }: { count: number }) {
  return (
    <TableRow aria-hidden>
      {Array.from({ length: count }, (_, at) => (
        <TableCell key={at}>
          <Skeleton variant="text" sx={{ maxWidth: 260 }} />
        </TableCell>
      ))}
    </TableRow>
  );
}
