import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";

interface Props {
  player: { id: string; name: string; registered: boolean; country: string | null; created_at: string };
  /** Further facts. */
  children?: ReactNode;
}

/** Who a case is about, with a way to their page. */
export function Person({ player, children }: Props) {
  const t = useTranslate();
  return (
    <Card
      title={<Words>{player.name}</Words>}
      actions={
        <MuiLink component={Link} to={`/players/${player.id}`}>
          {t("queues.player_page")}
        </MuiLink>
      }
    >
      <Facts>
        <Fact name={t("players.account")}>{t(player.registered ? "players.registered" : "players.guest")}</Fact>
        <Fact name={t("players.country")}>{player.country?.toUpperCase() ?? "–"}</Fact>
        <Fact name={t("players.since")}>
          <Time at={player.created_at} style="date" />
        </Fact>
        {children}
      </Facts>
    </Card>
  );
}
