import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "ra-core";
import type { ReactNode } from "react";
import { Empty } from "../parts/Empty";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import type { Device } from "./types";

interface Props {
  devices: readonly Device[];
  /** What can be done about one. */
  act?: ((device: Device) => ReactNode) | undefined;
}

/** Where a player is logged in. */
export function Logins({ devices, act }: Props) {
  const t = useTranslate();
  if (!devices.length) return <Empty title={t("players.no_devices")} />;
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{t("players.client")}</TableCell>
          <TableCell>{t("players.how")}</TableCell>
          <TableCell>{t("players.begun")}</TableCell>
          <TableCell>{t("players.used")}</TableCell>
          {act && <TableCell>{t("players.end")}</TableCell>}
        </TableRow>
      </TableHead>
      <TableBody>
        {devices.map((one) => (
          <TableRow key={one.id}>
            <TableCell>
              <Words>{one.agent || "–"}</Words>
            </TableCell>
            <TableCell>{one.how}</TableCell>
            <TableCell>
              <Time at={one.created_at} />
            </TableCell>
            <TableCell>
              <Time at={one.used_at} style="ago" />
            </TableCell>
            {act && <TableCell>{act(one)}</TableCell>}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
