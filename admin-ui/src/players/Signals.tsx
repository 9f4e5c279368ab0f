/** Signs of help, with the numbers that they were found in. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Id } from "../parts/Id";
import { Time } from "../parts/Time";
import type { Signal } from "./types";

export function Signals({ signals }: { signals: readonly Signal[] }) {
  const t = useTranslate();
  if (!signals.length) return <Box sx={{ color: "text.secondary" }}>{t("players.no_signals")}</Box>;
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1.25 }}>
      {signals.map((one) => (
        <li key={`${one.code}${one.subject}`}>
          <Box sx={{ display: "flex", gap: 1 }}>
            <Box sx={{ flex: 1, fontWeight: 650 }}>{t(`players.signals.${one.code}`)}</Box>
            <span>{t("players.signal_points", { points: one.points })}</span>
          </Box>
          <Box sx={{ fontSize: "0.82rem", color: "text.secondary", overflowWrap: "anywhere" }}>
            {Object.entries(one.evidence)
              .filter(([name]) => name !== "with")
              .map(([name, value]) => `${name.replaceAll("_", " ")} ${shown(value)}`)
              .join(" · ")}{" "}
            {others(one).map((id) => (
              <Id key={id} id={id} of="player" what={t("players.id")} />
            ))}{" "}
            · <Time at={one.found_at} style="ago" />
          </Box>
        </li>
      ))}
    </Box>
  );
}

/** The players that a sign is about, too. */
function others({ evidence }: Signal): string[] {
  const found = (evidence as { with?: unknown }).with;
  return Array.isArray(found) ? found.map(String) : [];
}

function shown(value: unknown): string {
  if (typeof value === "number") return String(Math.round(value * 1000) / 1000);
  return typeof value === "string" ? value : JSON.stringify(value);
}
