/** The reason of a decision, and what it takes besides. */

import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Ask } from "../parts/Ask";
import { type Terms, TermsFields } from "../players/Terms";
import { CASES, type Case, type Way } from "./types";

interface Props {
  found: Case;
  way: Way;
  onClose: () => void;
  onDecided: (found: Case) => void;
}

export function Decide({ found, way, onClose, onDecided }: Props) {
  const t = useTranslate();
  const [terms, setTerms] = useState<Terms>(way.takes.includes("ground") ? { ground: "cheating" } : {});
  const act = async (reason: string) => {
    const body = { decision: way.name, reason, ...terms };
    onDecided(await ask<Case>(`${CASES}/${found.id}/decision`, { method: "POST", body }));
  };
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
      {t(way.reversible ? "queues.reversible" : "queues.irreversible")}
    </Ask>
  );
}
