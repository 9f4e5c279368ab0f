import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { UNEVEN } from "../parts/halves";
import { Stat } from "../parts/Stat";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { languageName } from "../questions/languages";
import { Places } from "./Places";
import { Entries } from "./Statement";
import type { Seen } from "./types";

const STATS = ["free", "held", "owed", "waiting"] as const;

/** Who a player is told to be, what they have, and where they stand. */
export function Account({ seen: { me, wallet, entries, standings } }: { seen: Seen }) {
  const t = useTranslate();
  return (
    <Box sx={UNEVEN}>
      <Card title={t("players.view.profile")}>
        <Facts>
          <Fact name={t("players.account")}>{t(me.registered ? "players.registered" : "players.guest")}</Fact>
          <Fact name={t("players.email")}>{me.email ?? "–"}</Fact>
          <Fact name={t("players.phone")}>{me.phone ?? "–"}</Fact>
          {me.identities && <Fact name={t("players.view.identities")}>{me.identities.join(", ") || "–"}</Fact>}
          <Fact name={t("players.country")}>{me.country?.toUpperCase() ?? "–"}</Fact>
          <Fact name={t("players.languages")}>{me.languages.map(languageName).join(", ") || "–"}</Fact>
          <Fact name={t("players.zone")}>{me.zone}</Fact>
          <Fact name={t("players.birth_year")}>{me.birth_year ?? "–"}</Fact>
          <Fact name={t("players.view.presence")}>{t(`players.view.presences.${me.presence}`)}</Fact>
          {me.sanctions.map((one) => (
            <Fact key={one.id} name={t(`players.kinds.${one.kind}`)}>
              <Words>{one.text}</Words> · <Time at={one.since} />
            </Fact>
          ))}
        </Facts>
      </Card>
      <Box sx={{ display: "grid", gap: 2 }}>
        <Card title={t("players.view.boards")}>
          <Places standings={standings} />
        </Card>
        <Card title={t("players.tabs.wallet")}>
          <Box sx={{ display: "flex", flexWrap: "wrap", gap: 4 }}>
            {STATS.map((name) => (
              <Stat key={name} name={t(`ledger.${name}`)} value={wallet[name]} />
            ))}
          </Box>
        </Card>
      </Box>
      <Box sx={{ gridColumn: "1 / -1", minWidth: 0 }}>
        <Card title={t("players.statement")} flush>
          <Entries items={entries} plain />
        </Card>
      </Box>
    </Box>
  );
}
