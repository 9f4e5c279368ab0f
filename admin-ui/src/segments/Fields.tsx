/** A segment's form, and who fits what stands in it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { Card } from "../parts/Card";
import { Fault } from "../parts/Fault";
import { Choice, Several, Text, Whole } from "../parts/fields";
import { filterOf } from "./resource";
import { COUNTS, type Found, LISTS, RANGES } from "./types";

const KINDS = ["accounts", "guests"] as const;

export function Fields() {
  const t = useTranslate();
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 3fr) minmax(0, 2fr)" },
        alignItems: "start",
      }}
    >
      <Card title={t("segments.who")}>
        <Box sx={{ display: "grid", gap: 2 }}>
          <Text source="name" label={t("segments.name")} most={80} required />
          <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>{t("segments.who_help")}</Box>
          {LISTS.map((one) => (
            <Several
              key={one}
              source={`filter.${one}`}
              label={t(`segments.fields.${one}`)}
              help={t(`segments.helps.${one}`)}
            />
          ))}
          <Choice
            source="filter.registered"
            label={t("segments.fields.registered")}
            choices={KINDS.map((id) => ({ id, name: t(`segments.kinds.${id}`) }))}
            none={t("segments.any")}
          />
          <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fit, minmax(180px, 1fr))" }}>
            {[...RANGES, ...COUNTS].map((one) => (
              <Whole key={one} source={`filter.${one}`} label={t(`segments.fields.${one}`)} least={0} />
            ))}
          </Box>
        </Box>
      </Card>
      <Fitting />
    </Box>
  );
}

function Fitting() {
  const t = useTranslate();
  const { getValues } = useFormContext();
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const count = async () => {
    setBusy(true);
    setError(null);
    try {
      const body = { filter: filterOf(getValues("filter")) };
      setFound(await ask<Found>("/v1/admin/segments/preview", { method: "POST", body }));
    } catch (problem) {
      setFound(null);
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t("segments.fit")}>
      <Button variant="outlined" onClick={count} disabled={busy}>
        {t("segments.count")}
      </Button>
      <Fault error={error} />
      <Box role="status" sx={{ my: 1, fontWeight: 600 }}>
        {found && t("segments.count_n", { smart_count: found.count, n: found.count.toLocaleString("en") })}
      </Box>
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        {found?.sample.map((one) => (
          <li key={one.id}>
            <MuiLink component={Link} to={`/players/${one.id}`}>
              <bdi dir="auto">{one.name}</bdi>
            </MuiLink>{" "}
            {[one.country, one.language].filter(Boolean).join(" · ")}
          </li>
        ))}
      </Box>
    </Card>
  );
}
