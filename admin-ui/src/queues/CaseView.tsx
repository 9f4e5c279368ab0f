/** A case: what has to be seen of its subject, the ways to decide, and what was done before. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Fault } from "../parts/Fault";
import { useShortcuts } from "../parts/shortcuts";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Signs } from "../referrals/Signs";
import { Steps } from "../referrals/Steps";
import { Accused } from "./Accused";
import { Appealed } from "./Appealed";
import { Decide } from "./Decide";
import { Doubted } from "./Doubted";
import { Redeemed } from "./Redeemed";
import { Submitted } from "./Submitted";
import { Suspect } from "./Suspect";
import { CASES, type Case, type Way } from "./types";

interface Props {
  found: Case;
  onDecided: (found: Case) => void;
  onReleased: () => void;
}

export function CaseView({ found, onDecided, onReleased }: Props) {
  const t = useTranslate();
  const [way, setWay] = useState<Way | null>(null);
  const [error, setError] = useState<unknown>(null);
  const mine = found.mine && !found.decided_at;
  const release = async () => {
    try {
      await ask(`${CASES}/${found.id}/release`, { method: "POST" });
      onReleased();
    } catch (refused) {
      setError(refused);
    }
  };
  const keys = useShortcuts(mine && !way, ({ key }) => {
    const chosen = found.decisions[Number(key) - 1];
    if (chosen) setWay(chosen);
    if (key === "s") release();
  });
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 1fr) 340px" },
        alignItems: "start",
      }}
    >
      <Box sx={{ display: "grid", gap: 2 }}>
        {found.player && <Suspect player={found.player} />}
        {found.question && <Doubted question={found.question} />}
        {found.entry && <Submitted entry={found.entry} />}
        {found.redemption && <Redeemed redemption={found.redemption} />}
        {found.referral && <Signs referral={found.referral} />}
        {found.referral && <Steps referral={found.referral} />}
        {found.accused && <Accused player={found.accused} />}
        {found.appeal && <Appealed appeal={found.appeal} />}
        {!found[found.subject_kind] && <Card>{t("queues.gone")}</Card>}
      </Box>
      <Box sx={{ display: "grid", gap: 2, position: { md: "sticky" }, top: 68 }}>
        <Card title={t(found.decided_at ? "queues.decision" : "queues.decide")}>
          {found.decided_at ? <Outcome found={found} /> : <Claim found={found} />}
          {mine && (
            <Box sx={{ display: "grid", gap: 1, mt: 1.5 }}>
              {found.decisions.map((one, at) => (
                <Button
                  key={one.name}
                  variant="outlined"
                  onClick={() => setWay(one)}
                  {...(keys ? { "aria-keyshortcuts": String(at + 1) } : {})}
                  sx={{ justifyContent: "flex-start", minHeight: 42 }}
                >
                  {keys && <Key name={String(at + 1)} />}
                  {t(`queues.decisions.${one.name}`)}
                </Button>
              ))}
              <Button
                onClick={release}
                {...(keys ? { "aria-keyshortcuts": "s" } : {})}
                sx={{ justifyContent: "flex-start" }}
              >
                {keys && <Key name="S" />}
                {t("queues.release")}
              </Button>
            </Box>
          )}
          <Fault error={error} />
        </Card>
        <Past found={found} />
      </Box>
      {way && <Decide found={found} way={way} onClose={() => setWay(null)} onDecided={onDecided} />}
    </Box>
  );
}

function Key({ name }: { name: string }) {
  return (
    <Box
      component="kbd"
      aria-hidden
      sx={({ colours: c }) => ({
        mr: 1.25,
        px: 0.9,
        borderRadius: "5px",
        background: c.sunk,
        border: `1px solid ${c.edge}`,
        font: "inherit",
      })}
    >
      {name}
    </Box>
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
