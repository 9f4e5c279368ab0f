import { useTranslate } from "ra-core";
import type { ReactNode } from "react";
import { Columns } from "../parts/Columns";
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
    <Columns
      rows={devices}
      columns={[
        { title: t("players.client"), cell: (one) => <Words>{one.agent || "–"}</Words> },
        { title: t("players.how"), cell: (one) => one.how },
        { title: t("players.begun"), cell: (one) => <Time at={one.created_at} /> },
        { title: t("players.used"), cell: (one) => <Time at={one.used_at} style="ago" /> },
        act && { title: t("players.end"), cell: act },
      ]}
    />
  );
}
