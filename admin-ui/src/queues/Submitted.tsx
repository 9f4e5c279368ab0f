/** The entry that a case is about: what a player sent to a creative battle, what was asked, and why it is here. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import type { Case } from "./types";

export function Submitted({ entry }: { entry: NonNullable<Case["entry"]> }) {
  const t = useTranslate();
  return (
    <>
      <Card
        title={
          <span lang={entry.lang} dir={entry.dir}>
            <Words>{entry.prompt}</Words>
          </span>
        }
        actions={
          <MuiLink component={Link} to={`/battles/${entry.battle_id}`}>
            {t("queues.battle_page")}
          </MuiLink>
        }
      >
        {entry.text !== null && (
          <Box lang={entry.lang} dir={entry.dir} sx={{ fontSize: "1.1rem" }}>
            <Words>{entry.text}</Words>
          </Box>
        )}
        {entry.file && (
          <img
            src={entry.file}
            alt={t("queues.picture", { name: entry.player })}
            style={{ maxWidth: "100%", maxHeight: "60vh", display: "block" }}
          />
        )}
      </Card>
      <Card title={t("queues.why")}>
        <Box component="ul" sx={{ m: 0, mb: 1.5, pl: 3 }}>
          {entry.faults.map((one) => (
            <li key={one}>{t(`queues.faults.${one}`, { _: one })}</li>
          ))}
        </Box>
        <Facts>
          <Fact name={t("queues.sent_by")}>
            <MuiLink component={Link} to={`/players/${entry.player_id}`}>
              <Words>{entry.player}</Words>
            </MuiLink>
          </Fact>
          <Fact name={t("queues.sent")}>
            <Time at={entry.submitted_at} />
          </Fact>
        </Facts>
      </Card>
    </>
  );
}
