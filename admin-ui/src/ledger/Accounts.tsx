/** Our accounts, and all players' together. */

import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Stat } from "../parts/Stat";
import { Waiting } from "../parts/Waiting";
import { accountName, LEDGER, type Accounts as Seen, tokens } from "./types";

export function Accounts() {
  const t = useTranslate();
  const { data, error, refetch } = useQuery({
    queryKey: ["ledger", "accounts"],
    queryFn: () => ask<Seen>(`${LEDGER}/accounts`),
  });
  return (
    <Card title={t("ledger.ours")}>
      <Box sx={{ color: "text.secondary", mb: 1 }}>{t("ledger.ours_lead")}</Box>
      <Fault error={error} onRetry={refetch} />
      {!data && !error && <Waiting rows={3} />}
      {data && (
        <>
          <Box sx={{ display: "flex", flexWrap: "wrap", gap: 3, mb: 1.5 }}>
            <Stat name={t("ledger.posted")} value={data.theirs.posted} />
            <Stat name={t("ledger.held")} value={data.theirs.held} />
            <Stat name={t("ledger.owed")} value={data.theirs.owed} />
            <Stat name={t("ledger.theirs")} value={t("ledger.players_n", data.theirs.players)} />
          </Box>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{t("ledger.entries")}</TableCell>
                <TableCell align="right">{t("ledger.amount")}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {data.ours.map((one) => (
                <TableRow key={one.purpose}>
                  <TableCell>
                    {accountName(one.purpose, t)}
                    <Box component="span" sx={{ color: "text.secondary", fontSize: "0.82rem", ml: 1 }}>
                      {t("ledger.entries_n", one.entries)}
                    </Box>
                  </TableCell>
                  <TableCell align="right">{tokens(one.tokens)}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </>
      )}
    </Card>
  );
}
