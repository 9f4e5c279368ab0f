import { useTranslate } from "ra-core";
import { Fact, Facts } from "../parts/Facts";
import type { Overview } from "./types";

/** Where a player stands on the boards of everybody. */
export function Places({ standings }: { standings: Overview["standings"] }) {
  const t = useTranslate();
  if (!standings) return <>{t("players.places_unknown")}</>;
  if (!standings.length) return <>{t("players.no_places")}</>;
  return (
    <Facts>
      {standings.map((one) => (
        <Fact key={one.board} name={t(`players.boards.${one.board.split(".")[1]}`)}>
          {t("players.rank", { rank: one.rank.toLocaleString("en"), points: one.points.toLocaleString("en") })}
        </Fact>
      ))}
    </Facts>
  );
}
