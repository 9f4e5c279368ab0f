/** The roles of somebody, each as a mark. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Mark } from "../parts/Mark";

export function Roles({ of }: { of: readonly string[] }) {
  const t = useTranslate();
  return (
    <Box component="span" sx={{ display: "inline-flex", flexWrap: "wrap", gap: 0.5 }}>
      {of.map((role) => (
        <Mark key={role} tone={role === "owner" ? "info" : "plain"}>
          {t(`roles.${role}`)}
        </Mark>
      ))}
    </Box>
  );
}
