/** One referral: who brought whom, what speaks against it, all that happened, and what people can do about it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { Fault } from "../parts/Fault";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Waiting } from "../parts/Waiting";
import { StateMark } from "./marks";
import { Override } from "./Override";
import { Signs } from "./Signs";
import { Steps } from "./Steps";
import { REFERRALS, type Referral } from "./types";

export function ReferralPage() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const queries = useQueryClient();
  const { permissions } = usePermissions<string[]>();
  const key = ["referrals", "one", id];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => ask<Referral>(`${REFERRALS}/${encodeURIComponent(id)}`),
  });
  if (!data)
    return (
      <Page title={t("referrals.one")}>
        <Fault error={error} onRetry={refetch} />
        {!error && <Waiting />}
      </Page>
    );
  const changed = (found: Referral) => {
    queries.setQueryData(key, found);
    queries.invalidateQueries({ queryKey: ["referrals", "getList"] });
  };
  const may = NEEDS.referrals.write.some((one) => permissions?.includes(one));
  const name = data.referee ?? t("cms.erased");
  return (
    <Page
      title={<bdi dir="auto">{name}</bdi>}
      name={name}
      lead={
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
          <StateMark state={data.state} />
          <span>
            {t("referrals.since")} <Time at={data.changed_at} style="ago" />
          </span>
          <Id id={data.id} />
        </Box>
      }
      actions={
        <>
          <Button onClick={() => refetch()}>{t("referrals.look")}</Button>
          {may && data.decisions.map((one) => <Override key={one} decision={one} referral={data} onDone={changed} />)}
        </>
      }
    >
      <Fault error={error} onRetry={refetch} />
      <Box sx={{ display: "grid", gap: 2 }}>
        <Signs referral={data} />
        <Steps referral={data} />
      </Box>
    </Page>
  );
}
