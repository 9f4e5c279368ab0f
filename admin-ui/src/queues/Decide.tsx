/** The reason of a decision, and what it takes besides. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Ask } from "../parts/Ask";
import { type Terms, TermsFields } from "../players/Terms";
import { decide } from "./calls";
import type { Case, Way } from "./types";

interface Props {
  found: Case;
  way: Way;
  onClose: () => void;
  onDecided: (found: Case) => void;
}

export function Decide({ found, way, onClose, onDecided }: Props) {
  const t = useTranslate();
  const [terms, setTerms] = useState<Terms>(
    way.takes.includes("ground") ? { ground: found.accused ? "conduct" : "cheating" } : {},
  );
  const act = async (reason: string) => onDecided(await decide(found.id, { decision: way.name, reason, ...terms }));
  return (
    <Ask
      open
      title={t(`queues.decisions.${way.name}`)}
      verb={t("queues.confirm")}
      reason
      danger={way.name === "ban"}
      onClose={onClose}
      act={act}
    >
      <TermsFields takes={way.takes} value={terms} onChange={setTerms} />
      {(found.entry || found.accused || found.appeal) && <Box>{t(`queues.consequence.${way.name}`)}</Box>}
      {t(way.reversible ? "queues.reversible" : "queues.irreversible")}
    </Ask>
  );
}
