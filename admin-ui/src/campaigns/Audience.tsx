/** Whom a draft is for, and who that is now. */

import Box from "@mui/material/Box";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useGetList, useTranslate } from "ra-core";
import { useId, useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import type { Fields } from "../data/changes";
import { Card } from "../parts/Card";
import { Choice } from "../parts/fields";
import { FilterFields } from "../segments/FilterFields";
import { Fitting } from "../segments/Fitting";
import { filterOf } from "../segments/resource";
import type { Segment } from "../segments/types";
import { Pasted } from "./Pasted";
import { begun, KINDS, type Kind, kindOf } from "./whom";

const ALL = { pagination: { page: 1, perPage: 100 } };

export function Audience({ readOnly }: { readOnly: boolean }) {
  const t = useTranslate();
  const id = useId();
  const { getValues, setValue } = useFormContext();
  const segments = useGetList<Segment>("segments", ALL).data ?? [];
  const filter = useWatch({ name: "filter" }) as Fields | null | undefined;
  const chosen = useWatch({ name: "segment_id" });
  const [taken, setTaken] = useState<Kind>(kindOf(filter));
  const kind = !filter ? "segment" : taken === "segment" ? kindOf(filter) : taken;
  const take = (wanted: Kind) => {
    setTaken(wanted);
    setValue("filter", begun(wanted), { shouldDirty: true });
    setValue("segment_id", null, { shouldDirty: true });
  };
  const meant = () => {
    const of = segments.find((one) => one.id === chosen)?.filter;
    return kind === "segment" ? ((of as Fields | undefined) ?? null) : filterOf(getValues("filter"));
  };
  return (
    <>
      <Card title={t("campaigns.whom")}>
        <Box sx={{ display: "grid", gap: 2, pt: 0.5 }}>
          <TextField
            select
            id={id}
            label={t("campaigns.audience")}
            helperText={t("campaigns.segment_help")}
            value={kind}
            onChange={({ target }) => take(target.value as Kind)}
            fullWidth
          >
            {KINDS.map((one) => (
              <MenuItem key={one} value={one}>
                {t(`campaigns.audiences.${one}`)}
              </MenuItem>
            ))}
          </TextField>
          {kind === "segment" && (
            <Choice
              source="segment_id"
              label={t("segments.one")}
              choices={segments.map((one) => ({ id: String(one.id), name: one.name }))}
              required
            />
          )}
          {kind === "players" && <Pasted />}
          {kind === "filter" && <FilterFields />}
        </Box>
      </Card>
      {!readOnly && <Fitting key={`${kind} ${chosen}`} of={meant} />}
    </>
  );
}
