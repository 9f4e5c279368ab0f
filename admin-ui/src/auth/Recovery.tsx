/** The recovery codes of a new second factor, which are shown once. */

import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import Typography from "@mui/material/Typography";
import { useTranslate } from "ra-core";
import { Copy } from "../parts/Copy";
import { Form } from "./Form";

export default function Recovery({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useTranslate();
  return (
    <Form verb={t("auth.go_on")} act={async () => onDone()}>
      <Typography
        variant="h2"
        tabIndex={-1}
        ref={(heading: HTMLElement | null) => heading?.focus()}
        sx={{ outline: "none" }}
      >
        {t("auth.recovery")}
      </Typography>
      <Typography>{t("auth.recovery_lead")}</Typography>
      <Box
        component="ul"
        sx={({ colours: c }) => ({
          m: 0,
          p: 1.5,
          listStyle: "none",
          display: "grid",
          gridTemplateColumns: "repeat(auto-fill, minmax(9.5rem, 1fr))",
          gap: 0.75,
          background: c.sunk,
          borderRadius: "8px",
        })}
      >
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </Box>
      <Box>
        {t("cms.copy", { what: t("auth.recovery_all") })} <Copy text={codes.join("\n")} what={t("auth.recovery_all")} />
      </Box>
      <FormControlLabel control={<Checkbox required />} label={t("auth.recovery_kept")} />
    </Form>
  );
}
