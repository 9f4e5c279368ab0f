/** A word that stands for a state, in the colour of what it means; the word itself says it all. */

import Box from "@mui/material/Box";

export type Tone = "good" | "bad" | "warn" | "info" | "plain";

export function Mark({ tone = "plain", children }: { tone?: Tone; children: string }) {
  return (
    <Box
      component="span"
      sx={({ colours: c }) => ({
        display: "inline-block",
        px: 0.9,
        py: 0.1,
        borderRadius: "6px",
        fontSize: "0.78rem",
        fontWeight: 650,
        lineHeight: 1.6,
        whiteSpace: "nowrap",
        color: tone === "plain" ? c.soft : c[tone],
        background: tone === "plain" ? c.sunk : c[`${tone}Wash`],
      })}
    >
      {children}
    </Box>
  );
}
