/** The shape of what is about to come. */

import Box from "@mui/material/Box";
import Skeleton from "@mui/material/Skeleton";
import { useTranslate } from "ra-core";

export function Waiting({ rows = 6 }: { rows?: number }) {
  const t = useTranslate();
  return (
    <Box role="status" aria-label={t("cms.loading")} sx={{ display: "grid", gap: 1.5 }}>
      {Array.from({ length: rows }, (_, at) => (
        <Skeleton key={at} variant="rounded" height={at === 0 ? 72 : 38} />
      ))}
    </Box>
  );
}
