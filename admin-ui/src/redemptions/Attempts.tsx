import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { moneyWords } from "../catalogue/rules";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import type { Attempt } from "./types";

/** Each call to the partner, as it was begun, and what came of it. */
export function Attempts({ of }: { of: readonly Attempt[] }) {
  const t = useTranslate();
  const verdict = ({ verdict: said, ended_at: ended }: Attempt) =>
    said ? t(`redemptions.verdicts.${said}`, { _: said }) : t(ended ? "redemptions.nothing" : "redemptions.no_word");
  return (
    <Card title={t("redemptions.attempts")} flush>
      {!of.length && <Empty title={t("redemptions.no_attempts")} />}
      {of.length > 0 && (
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t("redemptions.work")}</TableCell>
              <TableCell>{t("redemptions.began")}</TableCell>
              <TableCell>{t("redemptions.ended")}</TableCell>
              <TableCell>{t("redemptions.said")}</TableCell>
              <TableCell>{t("redemptions.code")}</TableCell>
              <TableCell>{t("redemptions.partner_id")}</TableCell>
              <TableCell align="right">{t("redemptions.cost")}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {of.map((one) => (
              <TableRow key={one.fence}>
                <TableCell>{t(`redemptions.works.${one.work}`)}</TableCell>
                <TableCell>
                  <Time at={one.started_at} style="exact" />
                </TableCell>
                <TableCell>
                  <Time at={one.ended_at} style="exact" none="–" />
                </TableCell>
                <TableCell>
                  {verdict(one)} {one.late && <Mark tone="warn">{t("redemptions.late")}</Mark>}
                </TableCell>
                <TableCell>
                  <code>{[one.http_status, one.code].filter(Boolean).join(" ") || "–"}</code>
                </TableCell>
                <TableCell>{one.partner_id ?? "–"}</TableCell>
                <TableCell align="right">{one.cost ? moneyWords(one.cost) : "–"}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
