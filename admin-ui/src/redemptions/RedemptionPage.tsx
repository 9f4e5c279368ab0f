/** One redemption: what it is, all that was tried, all that happened, and what people can do about it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { moneyWords } from "../catalogue/rules";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { About } from "./About";
import { Attempts } from "./Attempts";
import { Decide, LookUp } from "./Decide";
import { StateMark } from "./marks";
import { Transitions } from "./Transitions";
import { canAsk, REDEMPTIONS, type Redemption } from "./types";

export function RedemptionPage() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const queries = useQueryClient();
  const { permissions } = usePermissions<string[]>();
  const key = ["redemptions", "one", id];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => ask<Redemption>(`${REDEMPTIONS}/${encodeURIComponent(id)}`),
  });
  if (!data)
    return (
      <Page title={t("redemptions.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const changed = (found: Redemption) => {
    queries.setQueryData(key, found);
    queries.invalidateQueries({ queryKey: ["redemptions", "getList"] });
  };
  const may = NEEDS.redemptions.write.some((one) => permissions?.includes(one));
  return (
    <Page
      title={
        <>
          <bdi dir="auto">{data.name}</bdi>, {moneyWords(data.value)}
        </>
      }
      name={data.name}
      lead={
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
          <StateMark state={data.state} />
          <span>
            {t("redemptions.since")} <Time at={data.changed_at} style="ago" />
          </span>
          <Id id={data.id} what={t("redemptions.reference")} whole />
        </Box>
      }
      actions={
        <>
          <Button onClick={() => refetch()}>{t("redemptions.look")}</Button>
          {may && canAsk(data) && <LookUp redemption={data} onDone={changed} />}
          {may && data.decisions.map((one) => <Decide key={one} outcome={one} redemption={data} onDone={changed} />)}
        </>
      }
    >
      <Fault error={error} onRetry={refetch} />
      <Box sx={{ display: "grid", gap: 2 }}>
        <About redemption={data} />
        <Attempts of={data.attempts} />
        <Transitions of={data} />
      </Box>
    </Page>
  );
}
