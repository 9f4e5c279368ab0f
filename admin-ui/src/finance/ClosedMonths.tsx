import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useQuery } from "@tanstack/react-query";
import { useNotify, usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { FINANCE, type Months, monthDays, type Period } from "./types";

export function ClosedMonths({ onShow }: { onShow: (period: Period) => void }) {
  const t = useTranslate();
  const notify = useNotify();
  const { permissions } = usePermissions<string[]>();
  const [closing, setClosing] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ["finance", "months"],
    queryFn: () => ask<Months>(`${FINANCE}/months`),
  });
  const due = data?.due;
  const close = async (reason: string) => {
    await ask(`${FINANCE}/months/${due}/close`, { method: "POST", body: { reason } });
    notify("finance.asked", { type: "success" });
  };
  const may = NEEDS.finance.write.some((one) => permissions?.includes(one));
  return (
    <Card
      title={t("finance.months")}
      actions={
        due &&
        may && (
          <Button variant="outlined" onClick={() => setClosing(true)}>
            {t("finance.close", { month: due })}
          </Button>
        )
      }
      flush
    >
      <Box sx={{ px: 2, pb: 1.5, color: "text.secondary" }}>{t("finance.months_lead")}</Box>
      <Fault error={error} onRetry={refetch} />
      {data && !data.items.length && <Empty title={t("finance.no_months")} />}
      {data && data.items.length > 0 && (
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t("finance.month")}</TableCell>
              <TableCell>{t("finance.closed_at")}</TableCell>
              <TableCell>{t("finance.closed_by")}</TableCell>
              <TableCell>{t("cms.reason")}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {data.items.map((one) => (
              <TableRow key={one.month}>
                <TableCell>
                  <Button onClick={() => onShow(monthDays(one.month))}>{one.month}</Button>
                </TableCell>
                <TableCell>
                  <Time at={one.closed_at} />
                </TableCell>
                <TableCell>{one.closed_by}</TableCell>
                <TableCell>
                  <Words>{one.reason}</Words>
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {due && (
        <Ask
          open={closing}
          title={t("finance.close_title", { month: due })}
          verb={t("finance.close_verb")}
          reason
          onClose={() => setClosing(false)}
          act={close}
        >
          {t("finance.close_help")}
        </Ask>
      )}
    </Card>
  );
}
