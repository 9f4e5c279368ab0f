/** Each change of a referral's state with what made it, and the games that count for it. */

import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import type { Referral } from "./types";

export function Steps({ referral: one }: { referral: Referral }) {
  const t = useTranslate();
  return (
    <>
      <Card title={t("referrals.way")}>
        <Facts>
          {one.steps.map((step) => (
            <Fact key={step.number} name={t(`referrals.states.${step.after}`)}>
              <Time at={step.at} style="exact" /> · {t(`referrals.by.${step.by}`)}
              {step.reasons.map(({ code }) => ` · ${t(`referrals.codes.${code}`, { _: code })}`)}{" "}
              {step.note && <Words>{step.note}</Words>}
            </Fact>
          ))}
        </Facts>
      </Card>
      <Card title={t("referrals.games")}>
        {one.games.length === 0 && t("referrals.no_games")}
        <Facts>
          {one.games.map((game) => (
            <Fact key={game.at} name={t(game.human ? "referrals.human" : "referrals.machine")}>
              <Time at={game.at} style="exact" />
            </Fact>
          ))}
        </Facts>
      </Card>
    </>
  );
}
