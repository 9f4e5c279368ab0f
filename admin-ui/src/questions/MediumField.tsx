/** The medium that a question shows or plays, by its id. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { Text } from "../parts/fields";

export function MediumField() {
  const t = useTranslate();
  return (
    <Box sx={{ gridColumn: { md: "span 2" } }}>
      <Text source="media_id" label={t("questions.medium")} help={t("questions.medium_help")} most={36} />
    </Box>
  );
}
