/** An appeal: what the player says, what was decided first and why, and what was said of them before. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Fact, Facts } from "../parts/Facts";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Accusations } from "./Accused";
import { Submitted } from "./Submitted";
import type { Case } from "./types";

export function Appealed({ appeal }: { appeal: NonNullable<Case["appeal"]> }) {
  const t = useTranslate();
  const { first, sanction } = appeal;
  return (
    <>
      <Card
        title={t("queues.appeal_of", { name: appeal.player })}
        actions={
          <MuiLink component={Link} to={`/players/${appeal.player_id}`}>
            {t("queues.player_page")}
          </MuiLink>
        }
      >
        <Box component="blockquote" dir="auto" sx={{ m: 0, fontSize: "1.1rem" }}>
          <Words>{appeal.text}</Words>
        </Box>
        <Time at={appeal.created_at} style="ago" />
      </Card>
      <Card title={t("queues.decided_first")}>
        <Facts>
          <Fact name={t("players.what")}>
            {sanction ? t(`players.kinds.${sanction.kind}`) : t(`queues.against.${appeal.kind}`)}
            {appeal.kind === "referral" && (
              <>
                {" · "}
                <MuiLink component={Link} to={`/referrals/${appeal.subject}`}>
                  {t("queues.referral_page")}
                </MuiLink>
              </>
            )}
          </Fact>
          {sanction && <Fact name={t("players.ground")}>{t(`players.grounds.${sanction.ground}`)}</Fact>}
          {sanction && (
            <Fact name={t("players.until")}>
              <Time at={sanction.lifted_at ?? sanction.until} none={t("players.for_ever")} />
            </Fact>
          )}
          <Fact name={t("queues.decided_by")}>{first.by ?? "–"}</Fact>
          <Fact name={t("queues.when")}>
            <Time at={first.at} />
          </Fact>
          <Fact name={t("cms.reason")}>
            <Words>{first.reason ?? "–"}</Words>
          </Fact>
        </Facts>
      </Card>
      {appeal.entry && <Submitted entry={appeal.entry} />}
      {appeal.past.length > 0 && (
        <Card title={t("queues.past_reports")}>
          <Accusations items={appeal.past} />
        </Card>
      )}
    </>
  );
}
