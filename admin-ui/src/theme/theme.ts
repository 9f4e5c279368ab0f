/** Both themes from their colours: dense, flat, hairlines in place of shadows. */

import { createTheme, type Theme, type ThemeOptions } from "@mui/material/styles";
import { type Colours, DARK, LIGHT } from "./palette";

declare module "@mui/material/styles" {
  interface Theme {
    colours: Colours;
  }
  interface ThemeOptions {
    colours?: Colours;
  }
}

const TEXT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, "Helvetica Neue", Inter, "Noto Sans", "Noto Sans Arabic", Arial, sans-serif';
export const MONO = 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace';

function make(mode: "light" | "dark", c: Colours): Theme {
  return createTheme({
    colours: c,
    palette: {
      mode,
      primary: { main: c.primary, contrastText: c.onPrimary },
      secondary: { main: c.link, contrastText: c.card },
      error: { main: c.bad, contrastText: c.card },
      warning: { main: c.warn, contrastText: c.card },
      info: { main: c.info, contrastText: c.card },
      success: { main: c.good, contrastText: c.card },
      background: { default: c.paper, paper: c.card },
      text: { primary: c.ink, secondary: c.soft, disabled: c.soft },
      divider: c.line,
    },
    shape: { borderRadius: 8 },
    typography: {
      fontFamily: TEXT,
      fontSize: 13,
      htmlFontSize: 16,
      h1: { fontSize: "1.45rem", fontWeight: 750, letterSpacing: "-0.02em", lineHeight: 1.2 },
      h2: { fontSize: "1.05rem", fontWeight: 700, letterSpacing: "-0.01em", lineHeight: 1.3 },
      h3: { fontSize: "0.92rem", fontWeight: 700, lineHeight: 1.35 },
      button: { textTransform: "none", fontWeight: 650 },
      overline: { textTransform: "none", letterSpacing: 0, fontWeight: 650, fontSize: "0.78rem", lineHeight: 1.6 },
      caption: { fontSize: "0.8rem" },
    },
    components: components(c),
  });
}

function components(c: Colours): NonNullable<ThemeOptions["components"]> {
  const focus = { outline: `2px solid ${c.focus}`, outlineOffset: 2 };
  return {
    MuiCssBaseline: {
      styleOverrides: {
        body: { fontSize: "0.875rem", lineHeight: 1.45, fontVariantNumeric: "tabular-nums" },
        a: { color: c.link },
        ":focus-visible": focus,
        "h1:focus, main:focus": { outline: "none" },
      },
    },
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: { root: { "&.Mui-focusVisible": focus } },
    },
    MuiButton: {
      defaultProps: { size: "small", disableElevation: true },
      styleOverrides: {
        root: { minHeight: 32, paddingInline: 12 },
        outlined: { borderColor: c.edge, color: c.ink },
        text: { color: c.link },
      },
    },
    MuiIconButton: { defaultProps: { size: "small" }, styleOverrides: { root: { color: c.soft } } },
    MuiPaper: {
      defaultProps: { elevation: 0 },
      styleOverrides: { root: { backgroundImage: "none" }, outlined: { borderColor: c.line } },
    },
    MuiDialog: {
      styleOverrides: { paper: { border: `1px solid ${c.line}`, boxShadow: "0 24px 64px -24px rgb(0 0 0 / 45%)" } },
    },
    MuiMenu: {
      styleOverrides: { paper: { border: `1px solid ${c.line}`, boxShadow: "0 12px 32px -16px rgb(0 0 0 / 45%)" } },
    },
    MuiTooltip: {
      defaultProps: { enterDelay: 300 },
      styleOverrides: { tooltip: { background: c.ink, color: c.paper, fontSize: "0.78rem" } },
    },
    MuiTextField: { defaultProps: { size: "small", variant: "outlined" } },
    MuiFormControl: { defaultProps: { size: "small" } },
    MuiFormHelperText: {
      styleOverrides: { root: { marginInline: 0, color: c.soft, "&.Mui-error": { color: c.bad } } },
    },
    MuiInputLabel: { styleOverrides: { root: { color: c.soft, "&.Mui-focused": { color: c.ink } } } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: { background: c.card, "&:hover .MuiOutlinedInput-notchedOutline": { borderColor: c.ink } },
        notchedOutline: { borderColor: c.edge },
      },
    },
    MuiTableCell: {
      styleOverrides: {
        root: { padding: "6px 12px", borderColor: c.line, fontSize: "0.855rem" },
        head: { color: c.soft, fontWeight: 650, fontSize: "0.78rem", background: c.sunk, lineHeight: 1.5 },
      },
    },
    MuiTableRow: { styleOverrides: { root: { "&.Mui-selected": { backgroundColor: c.markWash } } } },
    MuiChip: { defaultProps: { size: "small" }, styleOverrides: { root: { fontWeight: 600, borderRadius: 6 } } },
    MuiTab: {
      styleOverrides: { root: { minHeight: 40, paddingInline: 14, color: c.soft, "&.Mui-selected": { color: c.ink } } },
    },
    MuiTabs: { styleOverrides: { root: { minHeight: 40 }, indicator: { height: 3, background: c.mark } } },
    MuiAlert: {
      styleOverrides: {
        root: { alignItems: "center" },
        standardError: { background: c.badWash, color: c.bad },
        standardWarning: { background: c.warnWash, color: c.warn },
        standardInfo: { background: c.infoWash, color: c.info },
        standardSuccess: { background: c.goodWash, color: c.good },
      },
    },
    MuiLink: { defaultProps: { underline: "always" }, styleOverrides: { root: { color: c.link } } },
    MuiCheckbox: { defaultProps: { size: "small" }, styleOverrides: { root: { color: c.edge } } },
    MuiSkeleton: { styleOverrides: { root: { backgroundColor: c.line } } },
    MuiLinearProgress: { styleOverrides: { root: { background: c.line }, bar: { background: c.mark } } },
  };
}

export const lightTheme = make("light", LIGHT);
export const darkTheme = make("dark", DARK);
