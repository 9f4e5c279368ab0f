/** The line at the top: whose CMS this is, search, colours, and who one is. */

import DarkIcon from "@mui/icons-material/DarkModeOutlined";
import LightIcon from "@mui/icons-material/LightModeOutlined";
import Box from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { useTranslate } from "ra-core";
import { useTheme } from "ra-ui-materialui";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import { Account } from "./Account";
import { Search } from "./Search";

export function Top({ toggle }: { toggle: ReactNode }) {
  const t = useTranslate();
  return (
    <Box
      component="header"
      sx={({ colours: c }) => ({
        gridColumn: "1 / -1",
        position: "sticky",
        top: 0,
        zIndex: 1100,
        display: "flex",
        alignItems: "center",
        gap: 1.5,
        minHeight: 52,
        px: { xs: 1, sm: 2 },
        background: c.card,
        borderBottom: `1px solid ${c.line}`,
      })}
    >
      {toggle}
      <Box
        component={Link}
        to="/"
        aria-label={t("cms.name")}
        sx={{
          display: "flex",
          alignItems: "center",
          gap: 1,
          color: "text.primary",
          textDecoration: "none",
          fontWeight: 800,
          fontSize: "1rem",
          letterSpacing: "-0.02em",
        }}
      >
        <img src="./mark.svg" alt="" width={26} height={26} />
        <Box component="span" sx={{ display: { xs: "none", sm: "inline" } }}>
          {t("cms.name")}
        </Box>
      </Box>
      <Box sx={{ flex: 1 }} />
      <Search />
      <Colours />
      <Account />
    </Box>
  );
}

function Colours() {
  const t = useTranslate();
  const [theme, setTheme] = useTheme();
  const dark = theme === "dark" || (!theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const label = t(dark ? "cms.light" : "cms.dark");
  return (
    <Tooltip title={label}>
      <IconButton aria-label={label} onClick={() => setTheme(dark ? "light" : "dark")}>
        {dark ? <LightIcon /> : <DarkIcon />}
      </IconButton>
    </Tooltip>
  );
}
