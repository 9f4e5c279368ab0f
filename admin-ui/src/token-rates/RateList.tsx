import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { type RaRecord, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { percent } from "../catalogue/rules";
import { List } from "../parts/List";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import type { Rate } from "./rules";

export function RateList() {
  const t = useTranslate();
  return (
    <List<Rate & RaRecord>
      resource="token-rates"
      exported="token_rates"
      title={t("nav.token-rates")}
      lead={t("token_rates.lead")}
      columns={[
        {
          name: "currency",
          title: t("token_rates.currency"),
          cell: (row) => (
            <Box sx={{ display: "flex", gap: 1, alignItems: "center" }}>
              <MuiLink component={Link} to={`/token-rates/${row.currency}`} sx={{ fontWeight: 600 }}>
                {row.currency}
              </MuiLink>
              {row.home && <Mark tone="info">{t("token_rates.home")}</Mark>}
            </Box>
          ),
        },
        {
          name: "tokens",
          title: t("token_rates.tokens"),
          align: "right",
          cell: (row) => row.tokens_per_unit ?? <Mark tone="warn">{t("token_rates.none")}</Mark>,
        },
        { name: "suggested", title: t("token_rates.suggested"), align: "right", cell: (row) => row.suggested ?? "–" },
        {
          name: "margin",
          title: t("token_rates.margin"),
          align: "right",
          cell: (row) => (row.tokens_per_unit === null ? "–" : percent(row.margin_bp ?? 0)),
        },
        { name: "products", title: t("token_rates.products"), align: "right", cell: (row) => row.products },
        {
          name: "since",
          title: t("token_rates.since"),
          cell: (row) => <Time at={row.valid_from} style="date" none="–" />,
        },
        { name: "setter", title: t("token_rates.setter"), cell: (row) => <Words>{row.setter ?? "–"}</Words> },
      ]}
      rowName={(row) => row.currency}
      empty={{ title: t("token_rates.empty") }}
      perPage={100}
    />
  );
}
