/** The redemption that a case is about: what it is, what the partner said last, and each step so far. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import type { Case } from "./types";

export function Redeemed({ redemption }: { redemption: NonNullable<Case["redemption"]> }) {
  const t = useTranslate();
  const said = [redemption.last_verdict, redemption.last_code].filter(Boolean).join(" · ");
  return (
    <>
      <Card title={<Words>{redemption.name}</Words>}>
        <Facts>
          <Fact name={t("queues.redeemed.player")}>
            <MuiLink component={Link} to={`/players/${redemption.player_id}`}>
              <Words>{redemption.player ?? redemption.player_id}</Words>
            </MuiLink>
          </Fact>
          <Fact name={t("queues.redeemed.value")}>
            {redemption.value.amount} {redemption.value.currency}
          </Fact>
          <Fact name={t("queues.redeemed.tokens")}>{redemption.tokens.toLocaleString()}</Fact>
          <Fact name={t("queues.redeemed.partner")}>
            {t(`catalogue.partners.${redemption.partner}`, { _: redemption.partner })}
          </Fact>
          <Fact name={t("queues.redeemed.reference")}>
            <MuiLink component={Link} to={`/redemptions/${redemption.id}`}>
              {redemption.id}
            </MuiLink>
          </Fact>
          {redemption.partner_id && <Fact name={t("queues.redeemed.partner_id")}>{redemption.partner_id}</Fact>}
          {redemption.recipient && <Fact name={t("queues.redeemed.recipient")}>{redemption.recipient}</Fact>}
          {redemption.review_reason && <Fact name={t("queues.why")}>{redemption.review_reason}</Fact>}
          {said && <Fact name={t("queues.redeemed.said")}>{said}</Fact>}
        </Facts>
        {redemption.takes_two && <Box sx={{ fontWeight: 650 }}>{t("queues.redeemed.takes_two")}</Box>}
      </Card>
      <Card title={t("queues.redeemed.steps")}>
        <Facts>
          {redemption.transitions.map((one) => (
            <Fact key={one.version} name={one.after}>
              <Time at={one.at} /> · {[one.cause, one.detail].filter(Boolean).join(": ")}
            </Fact>
          ))}
        </Facts>
      </Card>
    </>
  );
}
