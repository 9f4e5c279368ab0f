import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { UNEVEN } from "../parts/halves";
import { Time } from "../parts/Time";
import { languageName } from "../questions/languages";
import { BirthYear } from "./BirthYear";
import { Places } from "./Places";
import { Score } from "./PlayerList";
import { Presence } from "./Presence";
import { Signals } from "./Signals";
import type { Overview } from "./types";

export function OverviewPanel({ player }: { player: Overview }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { contacts, progress } = player;
  return (
    <Box sx={UNEVEN}>
      <Card title={t("players.account")}>
        <Facts>
          <Fact name={t("players.email")}>{contacts.email ?? "–"}</Fact>
          <Fact name={t("players.phone")}>{contacts.phone ?? "–"}</Fact>
          {contacts.masked && <Fact name="">{t("players.masked")}</Fact>}
          <Fact name={t("players.country")}>{player.country?.toUpperCase() ?? "–"}</Fact>
          <Fact name={t("players.languages")}>{player.languages.map(languageName).join(", ") || "–"}</Fact>
          <Fact name={t("players.zone")}>{player.zone}</Fact>
          <Fact name={t("players.birth_year")}>
            {player.birth_year ?? "–"} {permissions?.includes("players.profile") && <BirthYear player={player} />}
          </Fact>
          <Fact name={t("players.presence")}>
            <Presence of={player.presence} />
          </Fact>
          <Fact name={t("players.visible")}>{t(player.visible ? "cms.yes" : "cms.no")}</Fact>
        </Facts>
      </Card>
      <Card title={t("players.progress")}>
        <Facts>
          <Fact name={t("players.points")}>{player.total_points.toLocaleString("en")}</Fact>
          <Fact name={t("players.level")}>
            {progress.level.number} ({progress.xp.toLocaleString("en")} XP)
          </Fact>
          <Fact name={t("players.streak")}>
            {t("players.streak_days", { current: progress.streak.current, best: progress.streak.best })}
          </Fact>
          <Fact name={t("players.achievements")}>{progress.achievements}</Fact>
        </Facts>
        <Box sx={{ mt: 1.5, pt: 1.5, borderTop: 1, borderColor: "divider" }}>
          <Places standings={player.standings} />
        </Box>
      </Card>
      <Card title={t("players.suspicion")} actions={<Score score={player.suspicion.score} />}>
        <Signals signals={player.suspicion.signals} />
      </Card>
      <Card title={t("players.cases")}>
        {player.cases.length ? (
          <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1 }}>
            {player.cases.map((one) => (
              <li key={one.id}>
                <MuiLink component={Link} to={`/queues/case/${one.id}`}>
                  {t(`queues.names.${one.queue}`)}
                </MuiLink>{" "}
                {one.decision ? t(`queues.decisions.${one.decision}`) : t("queues.open")} ·{" "}
                <Time at={one.opened_at} style="ago" />
              </li>
            ))}
          </Box>
        ) : (
          <Box sx={{ color: "text.secondary" }}>{t("players.no_cases")}</Box>
        )}
      </Card>
    </Box>
  );
}
