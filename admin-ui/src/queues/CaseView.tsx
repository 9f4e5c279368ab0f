/** A case: what has to be seen of its subject, the ways to decide, and what was done before. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Signs } from "../referrals/Signs";
import { Steps } from "../referrals/Steps";
import { Accused } from "./Accused";
import { Appealed } from "./Appealed";
import { Decide } from "./Decide";
import { Doubted } from "./Doubted";
import { Panes } from "./Panes";
import { Redeemed } from "./Redeemed";
import { Submitted } from "./Submitted";
import { Suspect } from "./Suspect";
import { CASES, type Case, type Way } from "./types";
import { Ways } from "./Ways";

interface Props {
  found: Case;
  onDecided: (found: Case) => void;
  onReleased: () => void;
}

export function CaseView({ found, onDecided, onReleased }: Props) {
  const t = useTranslate();
  const [way, setWay] = useState<Way | null>(null);
  const mine = found.mine && !found.decided_at;
  return (
    <Panes
      beside={
        <>
          <Card title={t(found.decided_at ? "queues.decision" : "queues.decide")}>
            {found.decided_at ? <Outcome found={found} /> : <Claim found={found} />}
            {mine && (
              <Ways
                path={`${CASES}/${found.id}`}
                queue={found.queue}
                ways={found.decisions.map((one) => t(`queues.decisions.${one.name}`))}
                busy={Boolean(way)}
                onChoose={(at) => setWay(found.decisions[at] ?? null)}
                onLeft={onReleased}
              />
            )}
          </Card>
          <Past found={found} />
        </>
      }
    >
      {found.player && <Suspect player={found.player} />}
      {found.question && <Doubted question={found.question} />}
      {found.entry && <Submitted entry={found.entry} />}
      {found.redemption && <Redeemed redemption={found.redemption} />}
      {found.referral && <Signs referral={found.referral} />}
      {found.referral && <Steps referral={found.referral} />}
      {found.accused && <Accused player={found.accused} />}
      {found.appeal && <Appealed appeal={found.appeal} />}
      {!found[found.subject_kind] && <Card>{t("queues.gone")}</Card>}
      {way && <Decide found={found} way={way} onClose={() => setWay(null)} onDecided={onDecided} />}
    </Panes>
  );
}

function Claim({ found }: { found: Case }) {
  const t = useTranslate();
  return (
    <Facts>
      <Fact name={t("queues.opened")}>
        <Time at={found.opened_at} style="ago" /> · {t(`queues.opened_by.${found.opened_by}`, { _: found.opened_by })}
      </Fact>
      <Fact name={t("queues.weight")}>{found.weight}</Fact>
      <Fact name={t("queues.claimed")}>
        {found.mine ? t("queues.yours") : (found.claimed_by?.name ?? t("queues.nobody"))}
        {found.claimed_until && (
          <>
            {" "}
            {t("queues.until")} <Time at={found.claimed_until} style="time" />
          </>
        )}
      </Fact>
    </Facts>
  );
}

function Outcome({ found }: { found: Case }) {
  const t = useTranslate();
  return (
    <Facts>
      <Fact name={t("queues.decision")}>{t(`queues.decisions.${found.decision}`)}</Fact>
      <Fact name={t("queues.decided_by")}>{found.decided_by?.name ?? "–"}</Fact>
      <Fact name={t("queues.when")}>
        <Time at={found.decided_at} />
      </Fact>
      <Fact name={t("cms.reason")}>
        <Words>{found.reason}</Words>
      </Fact>
    </Facts>
  );
}

function Past({ found }: { found: Case }) {
  const t = useTranslate();
  if (!found.history.length) return null;
  return (
    <Card title={t("queues.history")}>
      <Box component="ol" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 0.75, fontSize: "0.85rem" }}>
        {found.history.map((one) => (
          <li key={`${one.at}${one.action}`}>
            <Time at={one.at} style="ago" /> · {one.actor} · {t(`queues.actions.${one.action}`, { _: one.action })}
            {one.decision && ` · ${t(`queues.decisions.${one.decision}`)}`}
            {one.reason && (
              <Box sx={{ color: "text.secondary" }}>
                <Words>{one.reason}</Words>
              </Box>
            )}
          </li>
        ))}
      </Box>
    </Card>
  );
}
