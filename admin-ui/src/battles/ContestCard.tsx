/** A creative battle: what it asked, both entries, and the votes. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { HALVES } from "../parts/halves";
import { Mark, type Tone } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import type { Battle, Contest, Entry } from "./types";

const TONES: Record<Entry["state"], Tone> = {
  pending: "warn",
  approved: "good",
  rejected: "bad",
  withdrawn: "plain",
};

export function ContestCard({ battle, contest }: { battle: Battle; contest: Contest }) {
  const t = useTranslate();
  return (
    <>
      <Card
        title={t("battles.prompt")}
        actions={
          <MuiLink component={Link} to={`/prompts/${contest.prompt_id}`}>
            {t("battles.prompt_page")}
          </MuiLink>
        }
      >
        <Box lang={contest.prompt.lang} dir={contest.prompt.dir} sx={{ fontSize: "1.05rem", mb: 1.5 }}>
          {contest.prompt.text}
        </Box>
        <Facts>
          <Fact name={t("battles.state")}>{t(`battles.phases.${contest.phase}`)}</Fact>
          <Fact name={t("battles.writing_until")}>
            <Time at={contest.writing_until} />
          </Fact>
          <Fact name={t("battles.voting_until")}>
            <Time at={contest.voting_until} none="–" />
          </Fact>
        </Facts>
      </Card>
      <Box sx={HALVES}>
        {battle.players.map(({ id, name }, side) => (
          <Card
            key={id}
            title={t("battles.entry_of", { name })}
            actions={t("battles.votes_n", { smart_count: contest.votes[side] ?? 0 })}
          >
            <Sent name={name} entry={contest.entries.find((one) => one.side === side)} />
          </Card>
        ))}
      </Box>
    </>
  );
}

function Sent({ name, entry }: { name: string; entry: Entry | undefined }) {
  const t = useTranslate();
  if (!entry) return <Box sx={{ color: "text.secondary" }}>{t("battles.no_entry")}</Box>;
  return (
    <Box sx={{ display: "grid", gap: 1 }}>
      <Box>
        <Mark tone={TONES[entry.state]}>{t(`battles.entry_states.${entry.state}`)}</Mark>{" "}
        <Box component="span" sx={{ color: "text.secondary" }}>
          {t("battles.sent")} <Time at={entry.submitted_at} />
        </Box>
      </Box>
      {entry.text !== null && (
        <Box lang={entry.lang} dir={entry.dir}>
          <Words>{entry.text}</Words>
        </Box>
      )}
      {entry.file && <Picture entry={entry} name={name} />}
      {entry.faults.length > 0 && (
        <Box sx={{ color: "text.secondary" }}>{entry.faults.map((one) => t(`battles.faults.${one}`)).join(" ")}</Box>
      )}
    </Box>
  );
}

function Picture({ entry, name }: { entry: Entry; name: string }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const seen = entry.picture?.url ?? (permissions?.includes("cases.entries") ? entry.file : null);
  if (!seen) return <Box sx={{ color: "text.secondary" }}>{t("battles.picture_held")}</Box>;
  return <img src={seen} alt={t("battles.picture_of", { name })} style={{ maxWidth: "100%", maxHeight: 420 }} />;
}
