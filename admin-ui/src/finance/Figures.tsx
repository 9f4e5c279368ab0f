import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { sourceName, tokens } from "../ledger/types";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Mark } from "../parts/Mark";
import { Stat } from "../parts/Stat";
import { Time } from "../parts/Time";
import { money, PARTS, type Report } from "./types";

export function Figures({ report }: { report: Report }) {
  const t = useTranslate();
  const { rate, liability } = report;
  return (
    <Box
      sx={{ display: "grid", gap: 2, gridTemplateColumns: { md: "repeat(2, minmax(0, 1fr))" }, alignItems: "start" }}
    >
      <Box sx={{ gridColumn: "1 / -1" }}>
        <Card>
          <Box sx={{ display: "flex", flexWrap: "wrap", gap: 4, alignItems: "flex-end" }}>
            <Stat name={t("finance.opening")} value={report.opening.posted} />
            <Stat name={t("finance.closing")} value={liability.tokens} />
            <Stat name={t("finance.face")} value={money(liability.face)} />
            <Stat name={t("finance.cost")} value={money(liability.cost)} />
            <Stat name={t("finance.margin")} value={money(report.margin) ?? t("finance.unknown")} />
            {report.closed && <Mark tone="good">{t("finance.closed")}</Mark>}
          </Box>
          <Box sx={{ color: "text.secondary", mt: 1, fontSize: "0.85rem" }}>
            {t("finance.worth", { tokens: rate.tokens_per_unit, currency: rate.currency })}
          </Box>
        </Card>
      </Box>
      <Tokens report={report} />
      <Partners report={report} />
    </Box>
  );
}

function Tokens({ report }: { report: Report }) {
  const t = useTranslate();
  return (
    <Card title={t("finance.tokens")} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t("finance.what")}</TableCell>
            <TableCell align="right">{t("finance.tokens")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {PARTS.flatMap((part) => [
            <TableRow key={part}>
              <TableCell component="th" scope="row">
                <b>{t(`finance.${part}`)}</b>
              </TableCell>
              <TableCell align="right">
                <b>{tokens(report[part].tokens)}</b>
              </TableCell>
            </TableRow>,
            ...report[part].by.map((one) => (
              <TableRow key={`${part} ${one.name}`}>
                <TableCell sx={{ pl: 4 }}>{sourceName(one.name, t)}</TableCell>
                <TableCell align="right">{tokens(one.tokens)}</TableCell>
              </TableRow>
            )),
          ])}
        </TableBody>
      </Table>
    </Card>
  );
}

function Partners({ report }: { report: Report }) {
  const t = useTranslate();
  const home = t("finance.home", { currency: report.rate.currency });
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Card title={t("finance.partners")} flush>
        {!report.costs.length && <Empty title={t("finance.no_costs")} />}
        {report.costs.length > 0 && (
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{t("finance.partner")}</TableCell>
                <TableCell align="right">{t("finance.amount")}</TableCell>
                <TableCell align="right">{t("finance.rate")}</TableCell>
                <TableCell align="right">{home}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {report.costs.map((one) => (
                <TableRow key={`${one.partner} ${one.currency}`}>
                  <TableCell>{one.partner}</TableCell>
                  <TableCell align="right">
                    {one.unpriced ? t("finance.unpriced", one.unpriced) : `${one.amount} ${one.currency}`}
                  </TableCell>
                  <TableCell align="right">{one.tokens_per_unit ?? "–"}</TableCell>
                  <TableCell align="right">{money(one.home) ?? "–"}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
      <Card title={t("finance.floats")} flush>
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t("finance.partner")}</TableCell>
              <TableCell align="right">{t("finance.amount")}</TableCell>
              <TableCell align="right">{home}</TableCell>
              <TableCell>{t("finance.seen")}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {report.floats.map((one) => (
              <TableRow key={one.partner}>
                <TableCell>{one.partner}</TableCell>
                <TableCell align="right">{one.amount === null ? "–" : `${one.amount} ${one.currency}`}</TableCell>
                <TableCell align="right">{money(one.home) ?? "–"}</TableCell>
                <TableCell>
                  <Time at={one.at} style="ago" none="–" />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Card>
    </Box>
  );
}
