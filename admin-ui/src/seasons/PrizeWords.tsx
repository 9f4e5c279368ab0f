import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import type { Reward } from "./rules";

/** `1: 500 · 2–10: 50` */
export function PrizeWords({ prizes }: { prizes: readonly Reward[] }) {
  const t = useTranslate();
  if (!prizes.length)
    return (
      <Box component="span" sx={{ color: "text.secondary" }}>
        {t("seasons.no_prizes")}
      </Box>
    );
  const words = prizes.map(
    ({ first, last, tokens }) => `${first === last ? first : `${first}–${last}`}: ${tokens.toLocaleString("en")}`,
  );
  return <span>{words.join(" · ")}</span>;
}
