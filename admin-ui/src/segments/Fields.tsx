/** A segment's form, and who fits what stands in it. */

import Box from "@mui/material/Box";
import { useTranslate } from "ra-core";
import { useFormContext } from "react-hook-form";
import { Card } from "../parts/Card";
import { Text } from "../parts/fields";
import { FilterFields } from "./FilterFields";
import { Fitting } from "./Fitting";
import { filterOf } from "./resource";

export function Fields() {
  const t = useTranslate();
  const { getValues } = useFormContext();
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 3fr) minmax(0, 2fr)" },
        alignItems: "start",
      }}
    >
      <Card title={t("segments.who")}>
        <Box sx={{ display: "grid", gap: 2 }}>
          <Text source="name" label={t("segments.name")} most={80} required />
          <FilterFields />
        </Box>
      </Card>
      <Fitting of={() => filterOf(getValues("filter"))} />
    </Box>
  );
}
