/** Who fits a filter now: how many, and some of them. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { Problem } from "../api/problem";
import type { Fields } from "../data/changes";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import type { Found } from "./types";

/** `of` gives the filter as the API takes it; null: there is none yet. */
export function Fitting({ of }: { of: () => Fields | null }) {
  const t = useTranslate();
  const { setError: mark } = useFormContext();
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const count = async () => {
    const filter = of();
    if (!filter) return;
    setBusy(true);
    setError(null);
    try {
      setFound(await ask<Found>("/v1/admin/segments/preview", { method: "POST", body: { filter } }));
    } catch (problem) {
      setFound(null);
      setError(problem);
      const errors = problem instanceof Problem ? (problem.body?.errors as Record<string, string> | undefined) : {};
      for (const [name, message] of Object.entries(errors ?? {})) mark(name, { type: "server", message });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t("segments.fit")}>
      <Button variant="outlined" onClick={count} disabled={busy || !of()}>
        {t("segments.count")}
      </Button>
      <Fault error={error} />
      <Box role="status" sx={{ my: 1, fontWeight: 600 }}>
        {found && t("segments.count_n", { smart_count: found.count, n: found.count.toLocaleString("en") })}
      </Box>
      {found && found.count > found.sample.length && (
        <Box sx={{ color: "text.secondary", fontSize: "0.85rem", mb: 0.5 }}>{t("segments.sample")}</Box>
      )}
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        {found?.sample.map((one) => (
          <li key={one.id}>
            <MuiLink component={Link} to={`/players/${one.id}`}>
              <bdi dir="auto">{one.name}</bdi>
            </MuiLink>{" "}
            {[one.country?.toUpperCase(), one.language].filter(Boolean).join(" · ")}
          </li>
        ))}
      </Box>
    </Card>
  );
}
