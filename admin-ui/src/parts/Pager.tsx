/** From page to page of a list; how many pages there are in all, nobody counts. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useListContext, useTranslate } from "ra-core";

const SIZES = [25, 50, 100];

export function Pager() {
  const t = useTranslate();
  const { page, setPage, perPage, setPerPage, hasNextPage, data, isPending } = useListContext();
  if (isPending || (page === 1 && !data?.length)) return null;
  return (
    <Box
      component="nav"
      aria-label={t("cms.list.pages")}
      sx={{
        display: "flex",
        flexWrap: "wrap",
        alignItems: "center",
        gap: 1,
        px: 1.5,
        py: 1,
        borderTop: 1,
        borderColor: "divider",
      }}
    >
      <Box
        component="label"
        sx={{ display: "flex", alignItems: "center", gap: 1, color: "text.secondary", fontSize: "0.82rem" }}
      >
        {t("cms.list.per_page")}
        <Box
          component="select"
          value={perPage}
          onChange={(event) => setPerPage(Number((event.target as unknown as HTMLSelectElement).value))}
          sx={({ colours: c }) => ({
            font: "inherit",
            color: c.ink,
            background: c.card,
            border: `1px solid ${c.edge}`,
            borderRadius: "6px",
            px: 0.75,
            py: 0.4,
            minHeight: 28,
          })}
        >
          {SIZES.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </Box>
      </Box>
      <Box sx={{ flex: 1 }} />
      <Box sx={{ color: "text.secondary", fontSize: "0.82rem" }} aria-live="polite">
        {t("cms.list.page", { page })}
      </Box>
      <Button variant="outlined" disabled={page === 1} onClick={() => setPage(1)}>
        {t("cms.list.first")}
      </Button>
      <Button variant="outlined" disabled={page === 1} onClick={() => setPage(page - 1)}>
        {t("cms.list.previous")}
      </Button>
      <Button variant="outlined" disabled={!hasNextPage} onClick={() => setPage(page + 1)}>
        {t("cms.list.next")}
      </Button>
    </Box>
  );
}
