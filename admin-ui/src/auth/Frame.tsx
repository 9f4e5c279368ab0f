/** The page of those who are not in yet. */

import Box from "@mui/material/Box";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { useTranslate } from "ra-core";
import { type ReactNode, useEffect } from "react";

export function Frame({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const t = useTranslate();
  useEffect(() => {
    document.title = `${title} · ${t("cms.name")}`;
  }, [title, t]);
  return (
    <Box
      component="main"
      sx={{ minHeight: "100dvh", display: "grid", alignContent: "center", justifyItems: "center", p: 2 }}
    >
      <Box
        sx={{
          display: "flex",
          alignItems: "center",
          gap: 1.25,
          mb: 2.5,
          fontWeight: 800,
          fontSize: "1.15rem",
          letterSpacing: "-0.02em",
        }}
      >
        <img src="./mark.svg" alt="" width={34} height={34} />
        {t("cms.name")}
      </Box>
      <Paper variant="outlined" sx={{ width: "min(26rem, 100%)", p: 3, borderRadius: "14px" }}>
        <Typography variant="h1" sx={{ mb: lead ? 0.5 : 2 }}>
          {title}
        </Typography>
        {lead && (
          <Typography color="text.secondary" sx={{ mb: 2 }}>
            {lead}
          </Typography>
        )}
        {children}
      </Paper>
    </Box>
  );
}
