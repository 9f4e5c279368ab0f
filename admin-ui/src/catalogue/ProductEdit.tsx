/** A product: what its partner says of it, and what we do. */

import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { type RaRecord, useGetOne, usePermissions, useTranslate } from "ra-core";
import { useFormContext, useWatch } from "react-hook-form";
import { Link, useParams } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { Card } from "../parts/Card";
import { Editor } from "../parts/Editor";
import { Fact, Facts } from "../parts/Facts";
import { Fault } from "../parts/Fault";
import { Text, Whole } from "../parts/fields";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { nested } from "../questions/rules";
import { type Draft, faults, moneyWords, percent, type Stocked, tokenWords } from "./rules";
import { State } from "./State";
import { Stop } from "./Stop";

export function ProductEdit() {
  const { id = "" } = useParams();
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { data: product, error, refetch } = useGetOne<Stocked & RaRecord>("catalogue", { id });
  if (!product)
    return (
      <Page title={t("catalogue.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const writes = NEEDS.catalogue.write.some((one) => permissions?.includes(one));
  return (
    <Page
      title={<bdi dir="auto">{product.name}</bdi>}
      name={product.name}
      actions={NEEDS.settings.write.some((one) => permissions?.includes(one)) && <Stop product={product} />}
      lead={
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
          <State product={product} />
          <span>{product.country.toUpperCase()}</span>
          <Id id={String(product.id)} />
        </Box>
      }
    >
      <Editor
        resource="catalogue"
        id={id}
        readOnly={!writes}
        validate={(values) => nested(faults(values as unknown as Draft))}
      >
        <Box
          sx={{
            display: "grid",
            gap: 2,
            gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 1fr) minmax(0, 1fr)" },
            alignItems: "start",
          }}
        >
          <Terms product={product} readOnly={!writes} />
          <Box sx={{ display: "grid", gap: 2 }}>
            <Prices product={product} />
            <Offered product={product} />
          </Box>
        </Box>
      </Editor>
    </Page>
  );
}

function Terms({ product, readOnly }: { product: Stocked; readOnly: boolean }) {
  const t = useTranslate();
  const { setValue } = useFormContext();
  const shown = Boolean(useWatch({ name: "shown" }));
  const ofCurrency = product.rate_margin_bp;
  return (
    <Card title={t("catalogue.terms")}>
      <Box sx={{ display: "grid", gap: 2 }}>
        <FormControlLabel
          disabled={readOnly}
          control={<Checkbox checked={shown} onChange={(_, on) => setValue("shown", on, { shouldDirty: true })} />}
          label={t("catalogue.show")}
        />
        <Whole
          source="margin_bp"
          label={t("catalogue.margin")}
          unit={100}
          help={
            ofCurrency === null
              ? t("catalogue.margin_none")
              : t("catalogue.margin_help", { margin: percent(ofCurrency) })
          }
        />
        <Whole source="stock" label={t("catalogue.stock")} least={0} help={t("catalogue.stock_help")} />
        <Whole source="day_limit_per_player" label={t("catalogue.limit")} least={0} help={t("catalogue.limit_help")} />
        {!readOnly && (
          <Text source="reason" label={t("cms.reason")} help={t("cms.reason_help")} most={500} lines={2} required />
        )}
      </Box>
    </Card>
  );
}

function Prices({ product }: { product: Stocked }) {
  const t = useTranslate();
  const { currency, tokens_per_unit: tokens } = product;
  return (
    <Card title={t("catalogue.prices")} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t("catalogue.value")}</TableCell>
            <TableCell align="right">{t("catalogue.tokens")}</TableCell>
            <TableCell align="right">{t("catalogue.cost")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {product.prices.map(({ value, tokens, cost }) => (
            <TableRow key={value.amount}>
              <TableCell>{moneyWords(value)}</TableCell>
              <TableCell align="right">{tokenWords(tokens)}</TableCell>
              <TableCell align="right">{moneyWords(cost)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <Box sx={{ p: 2 }}>
        {tokens === null ? t("catalogue.no_rate") : product.is_range && t("catalogue.range", { currency, tokens })}{" "}
        <MuiLink component={Link} to={`/token-rates/${currency}`}>
          {t("catalogue.set_rate", { currency })}
        </MuiLink>
      </Box>
    </Card>
  );
}

function Offered({ product }: { product: Stocked }) {
  const t = useTranslate();
  return (
    <Card title={t("catalogue.offered")}>
      <Facts>
        <Fact name={t("catalogue.partner")}>{t(`catalogue.partners.${product.partner}`)}</Fact>
        <Fact name={t("catalogue.partner_product")}>
          <Id id={product.partner_product} what={t("catalogue.partner_product")} whole />
        </Fact>
        <Fact name={t("catalogue.kind")}>{t(`catalogue.kinds.${product.kind}`)}</Fact>
        <Fact name={t("catalogue.read")}>
          <Time at={product.synced_at} style="ago" />
        </Fact>
      </Facts>
    </Card>
  );
}
