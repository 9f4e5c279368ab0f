import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { useQueryClient } from "@tanstack/react-query";
import { useNotify, usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { NEEDS } from "../auth/needs";
import { moneyWords } from "../catalogue/rules";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Mark } from "../parts/Mark";
import { Stat } from "../parts/Stat";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { redemptionsOf } from "../redemptions/types";
import { hindrance, KEY, PARTNERS, type Partner, whyNot } from "./types";

export function PartnerCard({ partner: one }: { partner: Partner }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const why = hindrance(one);
  const may = NEEDS.partners.write.some((permission) => permissions?.includes(permission));
  return (
    <Card
      title={
        <>
          {t(`catalogue.partners.${one.name}`)}{" "}
          <Mark tone={why?.tone ?? "good"}>{t(`partners.states.${why?.key ?? "submits"}`)}</Mark>
        </>
      }
      actions={may && <Pause partner={one} />}
    >
      <Box sx={{ display: "grid", gap: 1.5 }}>
        <Box sx={{ display: "flex", flexWrap: "wrap", columnGap: 4, rowGap: 1.5 }}>
          <Stat
            name={
              <>
                {t("partners.float")} {one.balance_at && <Time at={one.balance_at} style="ago" />}
              </>
            }
            value={one.balance && moneyWords(one.balance)}
          />
          <Stat name={t("partners.due")} value={one.due} tone={one.due && why ? "warn" : undefined} />
          <Stat name={t("partners.under_way")} value={one.under_way} />
          <Stat name={t("partners.failures")} value={one.failures} tone={one.failures ? "warn" : undefined} />
        </Box>
        <Hindrances partner={one} />
        <Counts partner={one} />
      </Box>
    </Card>
  );
}

/** All that stands in the way, and since when. */
function Hindrances({ partner: one }: { partner: Partner }) {
  const t = useTranslate();
  const why = whyNot(one);
  const rests = one.rests_until !== null && Date.parse(one.rests_until) > Date.now();
  const found = [
    one.paused_at && { name: "paused", reason: one.paused_reason, at: one.paused_at },
    one.frozen_at && { name: "frozen", reason: one.frozen_reason, at: one.frozen_at },
    why && { name: "why_not", reason: why, at: null },
    rests && { name: "rests", reason: null, at: one.rests_until },
    one.due_since && { name: "due_since", reason: null, at: one.due_since },
  ].filter((each) => Boolean(each)) as { name: string; reason: string | null; at: string | null }[];
  if (!found.length) return null;
  return (
    <Facts>
      {found.map(({ name, reason, at }) => (
        <Fact key={name} name={t(`partners.${name}`)}>
          <Words>{reason}</Words> {at && <Time at={at} style="ago" />}
        </Fact>
      ))}
    </Facts>
  );
}

function Counts({ partner }: { partner: Partner }) {
  const t = useTranslate();
  if (!partner.counts.length) return null;
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "flex", flexWrap: "wrap", columnGap: 2.5 }}>
      {partner.counts.map(({ state, count }) => (
        <Box component="li" key={state} sx={{ py: 0.4 }}>
          <MuiLink component={Link} to={redemptionsOf({ partner: partner.name, state })}>
            {t(`redemptions.states.${state}`)}
          </MuiLink>{" "}
          {count.toLocaleString("en")}
        </Box>
      ))}
    </Box>
  );
}

function Pause({ partner }: { partner: Partner }) {
  const t = useTranslate();
  const notify = useNotify();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const turn = partner.paused_at ? "resume" : "pause";
  const name = t(`catalogue.partners.${partner.name}`);
  const act = async (reason: string) => {
    await ask(`${PARTNERS}/${partner.name}/${turn}`, { method: "POST", body: { reason } });
    await queries.invalidateQueries({ queryKey: KEY });
    notify("cms.saved", { type: "success" });
  };
  return (
    <>
      <Button
        variant="outlined"
        color={turn === "pause" ? "error" : "primary"}
        aria-label={t(`partners.${turn}_whom`, { name })}
        onClick={() => setOpen(true)}
      >
        {t(`partners.${turn}`)}
      </Button>
      <Ask
        open={open}
        title={t(`partners.${turn}_whom`, { name })}
        verb={t(`partners.${turn}`)}
        danger={turn === "pause"}
        reason
        onClose={() => setOpen(false)}
        act={act}
      >
        {t(`partners.${turn}_means`)}
      </Ask>
    </>
  );
}
