/** When each partner's products were read last, and why not. */

import Box from "@mui/material/Box";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { Time } from "../parts/Time";

type Read = components["schemas"]["Sync"];

export function Reads() {
  const t = useTranslate();
  const { data } = useQuery({
    queryKey: ["catalogue", "syncs"],
    queryFn: () => ask<{ items: Read[] }>("/v1/admin/catalogue/syncs"),
  });
  return (
    <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.5 }}>
      {data?.items.map((one) => (
        <li key={one.partner}>
          {t("catalogue.reads", {
            partner: t(`catalogue.partners.${one.partner}`, { _: one.partner }),
            smart_count: one.offers ?? 0,
          })}{" "}
          <Time at={one.synced_at} style="ago" />
          {one.problem && (
            <Box component="span" sx={({ colours: c }) => ({ color: c.bad, fontWeight: 600 })}>
              {" "}
              {t("catalogue.not_read", { partner: t(`catalogue.partners.${one.partner}`, { _: one.partner }) })}:{" "}
              <bdi>{one.problem}</bdi>
            </Box>
          )}
        </li>
      ))}
    </Box>
  );
}
