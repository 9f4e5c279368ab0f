/** Every page's frame: the line at the top, the menu at the side, and what went wrong in the page in its place. */

import CloseIcon from "@mui/icons-material/Close";
import MenuIcon from "@mui/icons-material/Menu";
import Box from "@mui/material/Box";
import Drawer from "@mui/material/Drawer";
import IconButton from "@mui/material/IconButton";
import LinearProgress from "@mui/material/LinearProgress";
import useMediaQuery from "@mui/material/useMediaQuery";
import { useAuthState, useTranslate } from "ra-core";
import { type ReactNode, Suspense, useState } from "react";
import { useLocation } from "react-router-dom";
import { Doors } from "../auth/Doors";
import { pageOf } from "../players/tabs";
import { Boundary } from "./Boundary";
import { KeyHelp } from "./KeyHelp";
import { Menu } from "./Menu";
import { Top } from "./Top";

/** For those who are in; others are led to the login, but on pages without this frame. */
export function Layout({ children }: { children: ReactNode }) {
  const { authenticated } = useAuthState(undefined, true);
  return authenticated ? <Frame>{children}</Frame> : null;
}

function Frame({ children }: { children: ReactNode }) {
  const t = useTranslate();
  const wide = useMediaQuery("(min-width: 1000px)", { noSsr: true });
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const toggle = !wide && (
    <IconButton aria-label={t("nav.open")} aria-expanded={open} onClick={() => setOpen(true)}>
      <MenuIcon />
    </IconButton>
  );
  return (
    <Box
      sx={{
        minHeight: "100dvh",
        display: "grid",
        gridTemplateRows: "auto 1fr",
        gridTemplateColumns: wide ? "224px minmax(0, 1fr)" : "minmax(0, 1fr)",
      }}
    >
      <Box
        component="a"
        href="#main"
        onClick={(event) => {
          // The address' hash is the router's.
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
        sx={({ colours: c }) => ({
          position: "absolute",
          top: -60,
          insetInlineStart: 12,
          zIndex: 1300,
          p: 1,
          background: c.ink,
          color: c.paper,
          "&:focus": { top: 4 },
        })}
      >
        {t("nav.skip")}
      </Box>
      <Top toggle={toggle} />
      {wide ? (
        <Box sx={({ colours: c }) => ({ background: c.sunk, borderInlineEnd: `1px solid ${c.line}` })}>
          <Box sx={{ position: "sticky", top: 53, maxHeight: "calc(100dvh - 53px)", overflowY: "auto" }}>
            <Menu />
          </Box>
        </Box>
      ) : (
        <Drawer
          open={open}
          onClose={() => setOpen(false)}
          slotProps={{ paper: { sx: { width: 260 }, "aria-label": t("nav.name") } }}
        >
          <Box sx={{ p: 1, textAlign: "end" }}>
            <IconButton aria-label={t("nav.close")} onClick={() => setOpen(false)}>
              <CloseIcon />
            </IconButton>
          </Box>
          <Menu onChoose={() => setOpen(false)} />
        </Drawer>
      )}
      <Box component="main" id="main" tabIndex={-1} sx={{ minWidth: 0 }}>
        <Boundary key={pageOf(pathname)}>
          <Suspense fallback={<LinearProgress aria-label={t("cms.loading")} />}>{children}</Suspense>
        </Boundary>
      </Box>
      <Doors />
      <KeyHelp />
    </Box>
  );
}
