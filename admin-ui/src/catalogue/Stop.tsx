/** A product's own switch, where the product is. */

import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { useSettings } from "../settings/calls";
import type { Switch } from "../settings/names";
import { Turn } from "../settings/Switches";
import type { Stocked } from "./rules";

export function Stop({ product }: { product: Stocked }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const { data: seen } = useSettings();
  if (!seen) return null;
  const one = switchOf(product, seen.settings.switches);
  return (
    <>
      <Button variant="outlined" color={one.is_on ? "error" : "primary"} onClick={() => setOpen(true)}>
        {t(one.is_on ? "catalogue.stop" : "catalogue.let")}
      </Button>
      {open && (
        <Turn
          seen={seen}
          one={one}
          onClose={() => setOpen(false)}
          onDone={() => queries.invalidateQueries({ queryKey: ["catalogue"] })}
        />
      )}
    </>
  );
}

/** One that was never touched is on, and not among them. */
function switchOf({ id, name, country }: Stocked, switches: readonly Switch[]): Switch {
  const own = `redemptions.product.${id}`;
  const untouched = { is_on: true, reason: null, changed_by: null, changed_at: null };
  const product = `${name} (${country.toUpperCase()})`;
  return switches.find((one) => one.name === own) ?? { ...untouched, name: own, product };
}
