/** The form of a season: its name, its days, and what its ranks get. */

import CloseIcon from "@mui/icons-material/Close";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { useTranslate } from "ra-core";
import { useEffect, useRef } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { Card } from "../parts/Card";
import { Day, Text, Whole } from "../parts/fields";
import { cost, nextLine, type SeasonDraft } from "./rules";
import { dayWords } from "./SeasonList";

const PLAYERS = [100, 10_000];

/** `begun`: its first day stays. */
export function Fields({ begun = false }: { begun?: boolean }) {
  const t = useTranslate();
  const { first } = useWatch() as SeasonDraft;
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 2fr) minmax(0, 3fr)" },
        alignItems: "start",
      }}
    >
      <Card title={t("seasons.one")}>
        <Box sx={{ display: "grid", gap: 2 }}>
          <Text source="name" label={t("seasons.name")} most={80} required />
          {begun ? (
            <Box>
              {t("seasons.first")}: <b>{first && dayWords(first)}</b>
              <Box sx={{ color: "text.secondary", fontSize: "0.82rem" }}>{t("seasons.begun")}</Box>
            </Box>
          ) : (
            <Day source="first" label={t("seasons.first")} required />
          )}
          <Day source="last" label={t("seasons.last")} help={t("seasons.days_help")} required />
        </Box>
      </Card>
      <Card title={t("seasons.prizes")}>
        <Prizes />
      </Card>
    </Box>
  );
}

function Prizes() {
  const t = useTranslate();
  const { getValues, setValue, clearErrors } = useFormContext<SeasonDraft>();
  const { prizes = [] } = useWatch() as SeasonDraft;
  const place = useRef<HTMLDivElement>(null);
  const focus = useRef<string | null>(null);
  useEffect(() => {
    if (focus.current) [...(place.current?.querySelectorAll<HTMLElement>(focus.current) ?? [])].at(-1)?.focus();
    focus.current = null;
  });
  const add = () => {
    focus.current = "[data-line] > :first-child input";
    setValue("prizes", [...getValues("prizes"), nextLine(getValues("prizes"))], { shouldDirty: true });
  };
  const remove = (at: number) => {
    focus.current = "[data-add]";
    clearErrors("prizes");
    setValue(
      "prizes",
      getValues("prizes").filter((_, other) => other !== at),
      { shouldDirty: true },
    );
  };
  return (
    <Box ref={place} sx={{ display: "grid", gap: 1.5 }}>
      <Box sx={{ color: "text.secondary" }}>{prizes.length ? t("seasons.prizes_help") : t("seasons.no_prizes")}</Box>
      {prizes.map((one, at) => (
        <Box
          key={at}
          data-line
          role="group"
          aria-label={`${one.first ?? ""}–${one.last ?? ""}`}
          sx={{
            display: "grid",
            gap: 1,
            gridTemplateColumns: "minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr) auto",
            alignItems: "start",
          }}
        >
          <Whole source={`prizes.${at}.first`} label={t("seasons.from_rank")} least={1} required />
          <Whole source={`prizes.${at}.last`} label={t("seasons.to_rank")} least={1} required />
          <Whole source={`prizes.${at}.tokens`} label={t("seasons.tokens")} least={1} required />
          <IconButton
            aria-label={t("seasons.remove", { first: one.first ?? "?", last: one.last ?? "?" })}
            onClick={() => remove(at)}
            sx={{ mt: 0.4 }}
          >
            <CloseIcon fontSize="small" />
          </IconButton>
        </Box>
      ))}
      <Box>
        <Button variant="outlined" data-add onClick={add}>
          {t("seasons.add")}
        </Button>
      </Box>
      {prizes.length > 0 && (
        <Box role="status" sx={{ color: "text.secondary", fontSize: "0.85rem" }}>
          {PLAYERS.map((players) => (
            <Box key={players}>
              {t("seasons.cost", {
                players: players.toLocaleString("en"),
                tokens: cost(prizes, players).toLocaleString("en"),
              })}
            </Box>
          ))}
        </Box>
      )}
    </Box>
  );
}
