/** The next page of a list that is read page by page, while there is one. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export function More({ of }: { of: Pages }) {
  const t = useTranslate();
  if (!of.hasNextPage) return null;
  return (
    <Box sx={{ p: 1.5, textAlign: "center" }}>
      <Button variant="outlined" disabled={of.isFetchingNextPage} onClick={() => of.fetchNextPage()}>
        {t("cms.more")}
      </Button>
    </Box>
  );
}
