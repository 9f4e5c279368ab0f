/** The state of a battle, and the name of a side. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Mark, type Tone } from "../parts/Mark";
import { Words } from "../parts/Words";
import type { Line } from "./types";

const TONES: Record<Line["state"], Tone> = { running: "info", settled: "good", void: "warn" };

export function StateMark({ state }: { state: Line["state"] }) {
  const t = useTranslate();
  return <Mark tone={TONES[state]}>{t(`battles.states.${state}`)}</Mark>;
}

export function Fighter({ of }: { of: Line["players"][number] }) {
  const t = useTranslate();
  return (
    <>
      <MuiLink component={Link} to={`/players/${of.id}`}>
        <Words>{of.name}</Words>
      </MuiLink>
      {of.ghost && (
        <Box component="span" sx={{ color: "text.secondary" }}>
          {" "}
          ({t("battles.ghost")})
        </Box>
      )}
    </>
  );
}
