/** What a player got for tokens, as they see it; who keeps the money goes on to what the partner said of it. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { moneyWords, tokenWords } from "../catalogue/rules";
import { Card } from "../parts/Card";
import { Columns } from "../parts/Columns";
import { Id } from "../parts/Id";
import { mayRead } from "../parts/links";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { StateMark } from "../redemptions/marks";
import { redemptionsOf } from "../redemptions/types";
import { Paged } from "./Paged";
import { PLAYERS, type Redemption } from "./types";

export function Redemptions({ id }: { id: string }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const all = mayRead("redemptions", permissions) && (
    <MuiLink component={Link} to={redemptionsOf({ player_id: id })}>
      {t("players.redemptions_filter")}
    </MuiLink>
  );
  return (
    <Paged<Redemption>
      name="redemptions"
      player={id}
      path={`${PLAYERS}/${id}/redemptions`}
      empty={t("players.no_redemptions")}
    >
      {(found, more) => (
        <Card title={t("nav.redemptions")} actions={all} flush>
          <RedemptionTable redemptions={found} />
          {more}
        </Card>
      )}
    </Paged>
  );
}

/** `plain`: as the player sees them, without our ids. */
export function RedemptionTable({ redemptions, plain = false }: { redemptions: Redemption[]; plain?: boolean }) {
  const t = useTranslate();
  return (
    <Columns
      rows={redemptions}
      columns={[
        {
          title: t("redemptions.what"),
          cell: (one) => (
            <>
              <Words>{one.name}</Words>
              <Box sx={{ color: "text.secondary", fontSize: "0.8rem" }}>
                {[moneyWords(one.value), one.country.toUpperCase(), one.phone, one.code].filter(Boolean).join(" · ")}
              </Box>
            </>
          ),
        },
        { title: t("redemptions.state"), cell: (one) => <StateMark state={one.state} /> },
        { title: t("redemptions.tokens"), cell: (one) => tokenWords(one.tokens), align: "right" },
        { title: t("redemptions.created"), cell: (one) => <Time at={one.created_at} /> },
        { title: t("redemptions.since"), cell: (one) => <Time at={one.changed_at} style="ago" /> },
        !plain && { title: t("players.id"), cell: (one) => <Id id={one.id} of="redemption" /> },
      ]}
    />
  );
}
