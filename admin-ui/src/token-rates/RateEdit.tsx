/** A currency's rate, to be set anew, and those it has had. */

import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { type RaRecord, useGetOne, usePermissions, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { percent } from "../catalogue/rules";
import { Card } from "../parts/Card";
import { Editor } from "../parts/Editor";
import { Fault } from "../parts/Fault";
import { Text, Whole } from "../parts/fields";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { nested } from "../questions/rules";
import { type Draft, faults, type Whole as Rate } from "./rules";

export function RateEdit() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { data: rate, error, refetch } = useGetOne<Rate & RaRecord>("token-rates", { id });
  const writes = NEEDS["token-rates"].write.some((one) => permissions?.includes(one));
  return (
    <Page title={id} lead={rate?.home ? t("token_rates.home_help", { currency: id }) : t("token_rates.set_lead")}>
      {!rate && (error ? <Fault error={error} onRetry={refetch} /> : <Waiting />)}
      {rate && (
        <Box sx={{ display: "grid", gap: 2 }}>
          <Editor
            resource="token-rates"
            id={id}
            readOnly={!writes}
            validate={(values) => nested(faults(values as unknown as Draft))}
          >
            <Fields rate={rate} readOnly={!writes} />
          </Editor>
          {rate.history.length > 0 && <History rate={rate} />}
        </Box>
      )}
    </Page>
  );
}

function Fields({ rate, readOnly }: { rate: Rate; readOnly: boolean }) {
  const t = useTranslate();
  const { currency, suggested: tokens } = rate;
  return (
    <Card title={t("token_rates.set")}>
      <Box sx={{ display: "grid", gap: 2, maxWidth: 560 }}>
        {tokens !== null && <Box>{t("token_rates.suggested_help", { currency, tokens })}</Box>}
        <Text source="tokens_per_unit" label={t("token_rates.tokens")} help={t("token_rates.tokens_help")} required />
        <Whole source="margin_bp" label={t("token_rates.margin")} unit={100} help={t("token_rates.margin_help")} />
        {!readOnly && (
          <Text source="reason" label={t("cms.reason")} help={t("cms.reason_help")} most={500} lines={2} required />
        )}
      </Box>
    </Card>
  );
}

function History({ rate }: { rate: Rate }) {
  const t = useTranslate();
  return (
    <Card title={t("token_rates.history")} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t("token_rates.since")}</TableCell>
            <TableCell align="right">{t("token_rates.tokens")}</TableCell>
            <TableCell align="right">{t("token_rates.margin")}</TableCell>
            <TableCell>{t("token_rates.setter")}</TableCell>
            <TableCell>{t("cms.reason")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rate.history.map((one) => (
            <TableRow key={one.valid_from}>
              <TableCell>
                <Time at={one.valid_from} />
              </TableCell>
              <TableCell align="right">{one.tokens_per_unit}</TableCell>
              <TableCell align="right">{percent(one.margin_bp)}</TableCell>
              <TableCell>
                <Words>{one.setter ?? "–"}</Words>
              </TableCell>
              <TableCell>
                <Words>{one.reason}</Words>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
