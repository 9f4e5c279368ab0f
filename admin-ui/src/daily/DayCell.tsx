import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Words } from "../parts/Words";
import type { Day } from "./calls";
import { dayName, isAhead, today } from "./month";

interface Props {
  day: string;
  /** Of the month before or after. */
  faint: boolean;
  made: readonly Day[];
  category: string;
  nameOf: (slug: string) => string;
  now: number;
}

const SHOWN = 3;

export function DayCell({ day, faint, made, category, nameOf, now }: Props) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const ahead = isAhead(day, now);
  const isToday = day === today(now);
  const to = (slug: string) => `/daily/${day}${slug ? `?category=${encodeURIComponent(slug)}` : ""}`;
  const pickable = ahead && permissions?.includes("content.write") && (!category || !made.length);
  return (
    <Box
      component="td"
      aria-current={isToday ? "date" : undefined}
      sx={({ colours: c }) => ({
        background: faint ? c.sunk : c.card,
        ...(isToday ? { boxShadow: `inset 0 3px 0 ${c.mark}` } : {}),
      })}
    >
      <Box sx={{ display: "flex", gap: 0.75, alignItems: "baseline", mb: 0.5 }}>
        <Box
          component="time"
          dateTime={day}
          sx={{ fontWeight: isToday ? 800 : 600, color: faint || day < today(now) ? "text.secondary" : "text.primary" }}
        >
          {Number(day.slice(8))}
        </Box>
        {isToday && <Box sx={{ fontSize: "0.75rem", color: "text.secondary" }}>{t("daily.today")}</Box>}
        <Box sx={{ flex: 1 }} />
        {pickable && (
          <MuiLink
            component={Link}
            to={to(category)}
            aria-label={t("daily.pick_for", { day: dayName(day) })}
            sx={{ fontSize: "0.82rem", p: 0.25 }}
          >
            {t("daily.pick")}
          </MuiLink>
        )}
      </Box>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", fontSize: "0.8rem", display: "grid", gap: 0.5 }}>
        {made.slice(0, SHOWN).map((one) => (
          <li key={one.id}>
            <MuiLink
              component={Link}
              to={to(one.category)}
              aria-label={t(ahead ? "daily.picked_for" : "daily.played_for", {
                name: nameOf(one.category),
                day: dayName(day),
              })}
              sx={{ display: "block", minWidth: 0, py: 0.25 }}
            >
              <Words line>{nameOf(one.category)}</Words>
            </MuiLink>
          </li>
        ))}
        {made.length > SHOWN && (
          <Box component="li" sx={{ color: "text.secondary" }}>
            {t("daily.more_n", { smart_count: made.length - SHOWN })}
          </Box>
        )}
      </Box>
    </Box>
  );
}
