/** A season's days, and what its ranks get. */

import AddIcon from "@mui/icons-material/Add";
import DeleteIcon from "@mui/icons-material/DeleteOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { useTranslate } from "ra-core";
import { useFormContext, useWatch } from "react-hook-form";
import { Card } from "../parts/Card";
import { Day, Text, Whole } from "../parts/fields";

interface Prize {
  first: number | null;
  last: number | null;
  tokens: number | null;
}

export function SeasonFields() {
  const t = useTranslate();
  const { setValue } = useFormContext();
  const prizes = (useWatch({ name: "prizes" }) ?? []) as Prize[];
  const set = (value: Prize[]) => setValue("prizes", value, { shouldDirty: true });
  const next = (prizes.at(-1)?.last ?? 0) + 1;
  return (
    <Box sx={{ display: "grid", gap: 2, maxWidth: 760 }}>
      <Card>
        <Box sx={{ display: "grid", gap: 1.5, gridTemplateColumns: { xs: "1fr", sm: "2fr 1fr 1fr" } }}>
          <Text source="name" label={t("seasons.name")} most={80} required />
          <Day source="first" label={t("seasons.first")} help={t("seasons.utc")} required />
          <Day source="last" label={t("seasons.last")} help={t("seasons.utc")} required />
        </Box>
      </Card>
      <Card title={t("seasons.prizes")}>
        <Box sx={{ display: "grid", gap: 1 }}>
          {prizes.map((_, at) => (
            <Box
              key={at}
              sx={{ display: "grid", gap: 1, gridTemplateColumns: "1fr 1fr 1fr auto", alignItems: "start" }}
            >
              <Whole source={`prizes.${at}.first`} label={t("seasons.rank_first")} least={1} required />
              <Whole source={`prizes.${at}.last`} label={t("seasons.rank_last")} least={1} required />
              <Whole source={`prizes.${at}.tokens`} label={t("seasons.tokens")} least={1} required />
              <IconButton
                aria-label={t("seasons.remove", { n: at + 1 })}
                onClick={() => set(prizes.filter((_, other) => other !== at))}
              >
                <DeleteIcon fontSize="small" />
              </IconButton>
            </Box>
          ))}
          <Box>
            <Button startIcon={<AddIcon />} onClick={() => set([...prizes, { first: next, last: next, tokens: null }])}>
              {t("seasons.add")}
            </Button>
          </Box>
        </Box>
      </Card>
    </Box>
  );
}
