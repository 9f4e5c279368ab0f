/** A page that lists a resource: filters in the address, rows to choose from, one page after the other. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import { ListBase, type RaRecord, useListContext, useTranslate } from "ra-core";
import type { ReactNode } from "react";
import { ExportAction } from "../exports/ExportAction";
import type { Subject } from "../exports/types";
import { Views } from "../views/Views";
import { Empty } from "./Empty";
import { Fault } from "./Fault";
import { ListKeys } from "./ListKeys";
import { Page } from "./Page";
import { Pager } from "./Pager";
import { type Column, Rows } from "./Rows";

interface Props<R extends RaRecord> {
  resource: string;
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  /** What it is called as a file that the server writes. */
  exported?: Subject;
  /** Inputs of parts/Filters. */
  filters?: ReactNode;
  filterDefaults?: Record<string, unknown>;
  /** Always part of the filter, and not shown in the address. */
  filter?: Record<string, unknown>;
  columns: readonly Column<R>[];
  /** What a row is called, for who does not see it. */
  rowName: (row: R) => string;
  /** What can be done with the chosen rows; without it none can be chosen. */
  bulk?: (chosen: R[]) => ReactNode;
  /** Above the rows, with the list at hand. */
  above?: ReactNode;
  empty: { title: string; text?: ReactNode; action?: ReactNode };
  perPage?: number;
  sort?: { field: string; order: "ASC" | "DESC" };
}

export function List<R extends RaRecord>(props: Props<R>) {
  const { resource, title, lead, filters, filterDefaults, filter, perPage = 25 } = props;
  const actions = (
    <>
      {props.actions}
      {filters && <Views list={resource} />}
      {props.exported && <ExportAction subject={props.exported} />}
    </>
  );
  return (
    <ListBase
      resource={resource}
      perPage={perPage}
      filter={filter}
      filterDefaultValues={filterDefaults}
      sort={props.sort ?? { field: "id", order: "ASC" }}
      exporter={false}
      queryOptions={{ onError: toldBelow, meta: ROWS }}
      disableAuthentication
    >
      <Page title={title} lead={lead} actions={actions}>
        <Paper variant="outlined">
          {filters && <ListKeys />}
          {filters && (
            <Box
              role="search"
              aria-label={title}
              sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, p: 1.5, borderBottom: 1, borderColor: "divider" }}
            >
              {filters}
            </Box>
          )}
          {props.above}
          <Content {...props} />
          <Pager />
        </Paper>
      </Page>
    </ListBase>
  );
}

/** Keeps rows apart from records: react-admin would show a row, which has no tag and may lack fields, as the record. */
const ROWS = { rows: true };

/** What went wrong stands where the rows would, and not in a notice besides. */
function toldBelow(): void {}

function Content<R extends RaRecord>({ title, columns, rowName, bulk, empty, filterDefaults = {} }: Props<R>) {
  const t = useTranslate();
  const { data, error, isPending, filterValues, setFilters, refetch, page, setPage } = useListContext<R>();
  if (error)
    return (
      <Box sx={{ p: 2 }}>
        <Fault error={error} onRetry={refetch} />
      </Box>
    );
  if (!isPending && !data?.length) {
    if (page > 1)
      return (
        <Empty title={t("cms.list.end")} action={<Plain onClick={() => setPage(1)}>{t("cms.list.first")}</Plain>} />
      );
    if (Object.keys(filterValues).length && JSON.stringify(filterValues) !== JSON.stringify(filterDefaults)) {
      const clear = <Plain onClick={() => setFilters({}, {})}>{t("cms.list.clear")}</Plain>;
      return <Empty title={t("cms.list.no_match")} action={clear} />;
    }
    return (
      <Empty title={empty.title} action={empty.action}>
        {empty.text}
      </Empty>
    );
  }
  return <Rows title={title} columns={columns} rowName={rowName} bulk={bulk} />;
}

function Plain({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <Button variant="outlined" onClick={onClick}>
      {children}
    </Button>
  );
}
