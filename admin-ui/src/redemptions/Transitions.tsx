import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { StateMark } from "./marks";
import type { Redemption, State } from "./types";

/** Each change of state with what caused it; of those that moved tokens, the way to the player's books. */
export function Transitions({ of }: { of: Redemption }) {
  const t = useTranslate();
  const ledger = `/ledger?filter=${encodeURIComponent(JSON.stringify({ player_id: of.player_id }))}`;
  return (
    <Card title={t("redemptions.happened")} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t("redemptions.at")}</TableCell>
            <TableCell>{t("redemptions.state")}</TableCell>
            <TableCell>{t("redemptions.cause")}</TableCell>
            <TableCell>{t("redemptions.detail")}</TableCell>
            <TableCell align="right">{t("redemptions.transfer")}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {of.transitions.map((one) => (
            <TableRow key={one.version}>
              <TableCell>
                <Time at={one.at} style="exact" />
              </TableCell>
              <TableCell>
                <StateMark state={one.after as State} />
              </TableCell>
              <TableCell>{t(`redemptions.causes.${one.cause}`, { _: one.cause })}</TableCell>
              <TableCell>{one.detail ? <Words>{one.detail}</Words> : "–"}</TableCell>
              <TableCell align="right">
                {one.transfer_id === null ? (
                  "–"
                ) : (
                  <MuiLink component={Link} to={ledger}>
                    {one.transfer_id}
                  </MuiLink>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
