/** The menu at the side: what one is not allowed to see is not there. */

import Box from "@mui/material/Box";
import { usePermissions, useTranslate } from "ra-core";
import { NavLink } from "react-router-dom";
import { type Entry, isAllowed, NAV } from "./nav";

export function Menu({ onChoose }: { onChoose?: () => void }) {
  const t = useTranslate();
  const { permissions = [] } = usePermissions<string[]>();
  const groups = NAV.map((group) => ({
    ...group,
    entries: group.entries.filter((entry) => isAllowed(entry, permissions ?? [])),
  }));
  return (
    <Box component="nav" aria-label={t("nav.name")} sx={{ py: 1.5, px: 1 }}>
      {groups
        .filter((group) => group.entries.length)
        .map((group) => (
          <Box key={group.label} sx={{ mb: 1.5 }}>
            <Box
              id={group.label}
              sx={{ px: 1.25, pb: 0.5, fontSize: "0.76rem", fontWeight: 650, color: "text.secondary" }}
            >
              {t(group.label)}
            </Box>
            <Box component="ul" aria-labelledby={group.label} sx={{ m: 0, p: 0, listStyle: "none" }}>
              {group.entries.map((entry) => (
                <li key={entry.to}>
                  <Item entry={entry} onChoose={onChoose} />
                </li>
              ))}
            </Box>
          </Box>
        ))}
    </Box>
  );
}

function Item({ entry, onChoose }: { entry: Entry; onChoose?: (() => void) | undefined }) {
  const t = useTranslate();
  const Icon = entry.icon;
  return (
    <Box
      component={NavLink}
      to={entry.to}
      end={entry.to === "/"}
      onClick={onChoose}
      sx={({ colours: c }) => ({
        display: "flex",
        alignItems: "center",
        gap: 1.25,
        minHeight: 34,
        px: 1.25,
        borderRadius: "8px",
        color: c.ink,
        textDecoration: "none",
        fontWeight: 550,
        "& svg": { fontSize: 19, color: c.soft },
        "&:hover": { background: c.line },
        "&.active": { background: c.card, boxShadow: `inset 3px 0 0 ${c.mark}, 0 0 0 1px ${c.line}`, fontWeight: 700 },
        "&.active svg": { color: c.ink },
      })}
    >
      <Icon aria-hidden />
      {t(entry.label)}
    </Box>
  );
}
