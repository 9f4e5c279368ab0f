/** The two players, and what speaks against their being two. */

import { useTranslate } from "ra-core";
import { tokenWords } from "../catalogue/rules";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Player } from "../parts/Player";
import { Time } from "../parts/Time";
import { StateMark } from "./marks";
import type { Referral } from "./types";

export function Signs({ referral: one }: { referral: Referral }) {
  const t = useTranslate();
  return (
    <>
      <Card title={t("referrals.one")}>
        <Facts>
          <Fact name={t("referrals.referrer")}>
            <Player id={one.referrer_id} name={one.referrer} />
          </Fact>
          <Fact name={t("referrals.referee")}>
            <Player id={one.referee_id} name={one.referee} />
          </Fact>
          <Fact name={t("referrals.state")}>
            <StateMark state={one.state} />
          </Fact>
          <Fact name={t("referrals.tokens")}>
            {t("referrals.both", {
              referrer: tokenWords(one.referrer_tokens),
              referee: tokenWords(one.referee_tokens),
            })}
          </Fact>
          <Fact name={t("referrals.claimed")}>
            <Time at={one.claimed_at} />
          </Fact>
          <Fact name={t("referrals.played")}>
            <Time at={one.played_at} none="–" />
          </Fact>
          {one.state === "held" && (
            <Fact name={t("referrals.due")}>
              <Time at={one.due_at} none="–" />
            </Fact>
          )}
          {one.cleared.length > 0 && (
            <Fact name={t("referrals.cleared")}>
              {one.cleared.map((code) => t(`referrals.codes.${code}`, { _: code })).join(" · ")}
            </Fact>
          )}
        </Facts>
      </Card>
      <Card title={t("referrals.signs")}>
        {one.reasons.length === 0 && t("referrals.nothing")}
        <Facts>
          {one.reasons.map(({ code, points }) => (
            <Fact key={code} name={points ? t("referrals.points", { n: points }) : t("referrals.no_points")}>
              {t(`referrals.codes.${code}`, { _: code })}
            </Fact>
          ))}
        </Facts>
      </Card>
    </>
  );
}
