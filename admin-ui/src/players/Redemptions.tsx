/** What a player got for tokens, as they see it; who keeps the money goes on to what the partner said of it. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { moneyWords, tokenWords } from "../catalogue/rules";
import { Card } from "../parts/Card";
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
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{t("redemptions.what")}</TableCell>
          <TableCell>{t("redemptions.state")}</TableCell>
          <TableCell align="right">{t("redemptions.tokens")}</TableCell>
          <TableCell>{t("redemptions.created")}</TableCell>
          <TableCell>{t("redemptions.since")}</TableCell>
          {!plain && <TableCell>{t("players.id")}</TableCell>}
        </TableRow>
      </TableHead>
      <TableBody>
        {redemptions.map((one) => (
          <TableRow key={one.id}>
            <TableCell>
              <Words>{one.name}</Words>
              <Box sx={{ color: "text.secondary", fontSize: "0.8rem" }}>
                {[moneyWords(one.value), one.country.toUpperCase(), one.phone, one.code].filter(Boolean).join(" · ")}
              </Box>
            </TableCell>
            <TableCell>
              <StateMark state={one.state} />
            </TableCell>
            <TableCell align="right">{tokenWords(one.tokens)}</TableCell>
            <TableCell>
              <Time at={one.created_at} />
            </TableCell>
            <TableCell>
              <Time at={one.changed_at} style="ago" />
            </TableCell>
            {!plain && (
              <TableCell>
                <Id id={one.id} of="redemption" />
              </TableCell>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
