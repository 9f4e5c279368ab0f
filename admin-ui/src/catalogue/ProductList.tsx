import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { type RaRecord, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ChoiceFilter, TextFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Words } from "../parts/Words";
import { Reads } from "./Reads";
import { moneyWords, percent, type Stocked, tokenWords } from "./rules";
import { State } from "./State";

const PARTNERS = ["reloadly-airtime", "reloadly-giftcards", "tremendous"] as const;
const KINDS = ["gift_card", "recharge"] as const;
const TRUTHS = ["true", "false"] as const;

export function ProductList() {
  const t = useTranslate();
  const named = <Id extends string>(ids: readonly Id[], words: string) =>
    ids.map((id) => ({ id, name: t(`${words}.${id}`) }));
  return (
    <List<Stocked & RaRecord>
      resource="catalogue"
      exported="catalogue"
      title={t("nav.catalogue")}
      lead={
        <>
          {t("catalogue.lead")}
          <Reads />
        </>
      }
      filters={
        <>
          <TextFilter name="q" label={t("catalogue.q")} />
          <ChoiceFilter
            name="partner"
            label={t("catalogue.partner")}
            choices={named(PARTNERS, "catalogue.partners")}
            width={180}
          />
          <ChoiceFilter name="kind" label={t("catalogue.kind")} choices={named(KINDS, "catalogue.kinds")} width={140} />
          <TextFilter name="country" label={t("catalogue.country")} width={120} />
          {(["available", "shown", "priced"] as const).map((name) => (
            <ChoiceFilter
              key={name}
              name={name}
              label={t(`catalogue.${name}`)}
              choices={named(TRUTHS, `catalogue.${name}_choices`)}
            />
          ))}
        </>
      }
      columns={[
        {
          name: "name",
          title: t("catalogue.name"),
          width: "30%",
          cell: (row) => (
            <Box sx={{ minWidth: 180 }}>
              <MuiLink component={Link} to={`/catalogue/${row.id}`} sx={{ fontWeight: 600 }}>
                <Words>{row.name}</Words>
              </MuiLink>
              <Box sx={{ color: "text.secondary", fontSize: "0.8rem" }}>{t(`catalogue.kinds.${row.kind}`)}</Box>
            </Box>
          ),
        },
        { name: "state", title: t("catalogue.state"), cell: (row) => <State product={row} /> },
        { name: "partner", title: t("catalogue.partner"), cell: (row) => t(`catalogue.partners.${row.partner}`) },
        { name: "country", title: t("catalogue.country"), cell: (row) => row.country.toUpperCase() },
        { name: "value", title: t("catalogue.value"), cell: (row) => <Values product={row} /> },
        { name: "tokens", title: t("catalogue.tokens"), align: "right", cell: (row) => <Tokens product={row} /> },
        {
          name: "margin",
          title: t("catalogue.margin_column"),
          align: "right",
          cell: (row) => (row.margin_bp === null ? "–" : percent(row.margin_bp)),
        },
        {
          name: "stock",
          title: t("catalogue.stock"),
          align: "right",
          cell: (row) => row.stock?.toLocaleString("en") ?? t("catalogue.any"),
        },
      ]}
      rowName={(row) => row.name}
      empty={{ title: t("catalogue.empty"), text: t("catalogue.empty_help") }}
    />
  );
}

/** The least and the most of it: a product may have many values. */
function ends<T>(all: readonly T[]): T[] {
  return all.length > 2 ? [all[0] as T, all[all.length - 1] as T] : [...all];
}

function Values({ product }: { product: Stocked }) {
  const words = ends(product.prices).map(({ value }) => moneyWords(value));
  return <span style={{ whiteSpace: "nowrap" }}>{words.join(product.is_range ? " – " : " … ")}</span>;
}

function Tokens({ product }: { product: Stocked }) {
  const words = ends(product.prices).map(({ tokens }) => tokenWords(tokens));
  return <span style={{ whiteSpace: "nowrap" }}>{words.join(product.is_range ? " – " : " … ")}</span>;
}
