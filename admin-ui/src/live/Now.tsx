/** This moment: each figure with what it means, and what is wrong in the colour of it. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { NEEDS } from "../auth/needs";
import { Now as Figures } from "../home/Figures";
import { Card } from "../parts/Card";
import { UNEVEN } from "../parts/halves";
import { Mark, type Tone } from "../parts/Mark";
import { Line, Table } from "../parts/Table";
import { Time } from "../parts/Time";
import { redemptionsOf, STATES } from "../redemptions/types";
import type { Health, Now as Seen } from "./types";

export function Now({ of }: { of: Seen }) {
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Figures of={of} />
      <Box sx={UNEVEN}>
        <Partners of={of.partners} />
        <Redemptions of={of.redemptions ?? {}} />
      </Box>
    </Box>
  );
}

const TONES: Record<NonNullable<Health["why_not"]>, Tone> = {
  paused: "warn",
  frozen: "bad",
  switched_off: "warn",
  rests: "bad",
  unconfigured: "plain",
};

function Partners({ of }: { of: readonly Health[] }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const may = NEEDS.partners.read.some((one) => permissions?.includes(one));
  return (
    <Card
      title={t("live.partners")}
      actions={
        may && (
          <MuiLink component={Link} to="/partners">
            {t("live.to_partners")}
          </MuiLink>
        )
      }
    >
      <Table head={[t("live.partner"), t("live.orders"), t("live.due"), t("live.due_since")]}>
        {of.map((one) => (
          <Line
            key={one.name}
            name={t(`catalogue.partners.${one.name}`)}
            cells={[
              <Mark key="orders" tone={one.why_not ? TONES[one.why_not] : "good"}>
                {t(`partners.states.${one.why_not ?? "submits"}`)}
              </Mark>,
              one.due.toLocaleString("en"),
              one.due_since ? <Time key="since" at={one.due_since} style="ago" /> : "–",
            ]}
          />
        ))}
      </Table>
    </Card>
  );
}

function Redemptions({ of }: { of: NonNullable<Seen["redemptions"]> }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const may = NEEDS.redemptions.read.some((one) => permissions?.includes(one));
  const there = STATES.filter((state) => of[state]);
  return (
    <Card title={t("live.redemptions")}>
      {!there.length && <Box sx={{ color: "text.secondary" }}>{t("live.no_redemptions")}</Box>}
      {there.length > 0 && (
        <Table head={[t("live.state"), t("live.count")]}>
          {there.map((state) => (
            <Line
              key={state}
              name={
                may ? (
                  <MuiLink component={Link} to={redemptionsOf({ state })}>
                    {t(`redemptions.states.${state}`)}
                  </MuiLink>
                ) : (
                  t(`redemptions.states.${state}`)
                )
              }
              cells={[(of[state] ?? 0).toLocaleString("en")]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}
