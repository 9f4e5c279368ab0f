import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { moneyWords, tokenWords } from "../catalogue/rules";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { HALVES } from "../parts/halves";
import { Id } from "../parts/Id";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Player } from "./marks";
import type { Redemption } from "./types";

/** What was asked for, and how it stands with its partner, side by side. */
export function About({ redemption: one }: { redemption: Redemption }) {
  const t = useTranslate();
  return (
    <Box sx={HALVES}>
      <Card title={t("redemptions.asked")}>
        <Facts>
          <Fact name={t("redemptions.player")}>
            <Player of={one} />
          </Fact>
          <Fact name={t("redemptions.what")}>
            <MuiLink component={Link} to={`/catalogue/${one.product_id}`}>
              <Words>{one.name}</Words>
            </MuiLink>{" "}
            ({t(`catalogue.kinds.${one.kind}`)}, {one.country.toUpperCase()})
          </Fact>
          <Fact name={t("redemptions.value")}>{moneyWords(one.value)}</Fact>
          <Fact name={t("redemptions.tokens")}>{tokenWords(one.tokens)}</Fact>
          {one.recipient && (
            <Fact name={t("redemptions.recipient")}>
              <bdi dir="ltr">{one.recipient}</bdi>
            </Fact>
          )}
          <Fact name={t("redemptions.created")}>
            <Time at={one.created_at} />
          </Fact>
          {one.review_reason && (
            <Fact name={t("redemptions.review")}>
              <Words>{one.review_reason}</Words>
            </Fact>
          )}
        </Facts>
      </Card>
      <Card title={t("redemptions.there")}>
        <Facts>
          <Fact name={t("catalogue.partner")}>{t(`catalogue.partners.${one.partner}`)}</Fact>
          <Fact name={t("redemptions.partner_id")}>
            {one.partner_id ? <Id id={one.partner_id} what={t("redemptions.partner_id")} whole /> : "–"}
          </Fact>
          <Fact name={t("redemptions.said")}>
            {one.last_verdict ? t(`redemptions.verdicts.${one.last_verdict}`, { _: one.last_verdict }) : "–"}{" "}
            {one.last_code && <code>{one.last_code}</code>}
          </Fact>
          <Fact name={t("redemptions.cost")}>{one.cost ? moneyWords(one.cost) : "–"}</Fact>
          <Fact name={t("redemptions.next")}>
            {one.lease_until ? (
              t("redemptions.working")
            ) : (
              <Time at={one.next_attempt_at} none={t("redemptions.not_due")} />
            )}
          </Fact>
          <Fact name={t("redemptions.counts")}>
            {t("redemptions.counted", { tries: one.tries, misses: one.misses, doubts: one.doubts })}
          </Fact>
          {one.kind === "gift_card" && (
            <Fact name={t("redemptions.cards")}>
              {one.deliver_at ? t("redemptions.undelivered") : one.cards.toLocaleString("en")}
              {one.views.length > 0 && (
                <>
                  {" "}
                  · {t("redemptions.views", { smart_count: one.views.length })}{" "}
                  <Time at={one.views.at(-1)} style="ago" />
                </>
              )}
            </Fact>
          )}
        </Facts>
      </Card>
    </Box>
  );
}
