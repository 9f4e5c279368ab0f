/** A new second factor: its secret as a QR code and to type in, then a first code of it. */

import Box from "@mui/material/Box";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { encode } from "uqr";
import { Copy } from "../parts/Copy";
import { Fault } from "../parts/Fault";
import { Code } from "./Code";
import { type Enrolment, type Entered, enrolment, prove } from "./calls";
import { Form, field } from "./Form";

export default function Enrol({ onDone }: { onDone: (entered: Entered) => void }) {
  const t = useTranslate();
  const [asked, setAsked] = useState<Enrolment | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    enrolment().then(setAsked, setError);
  }, []);
  return (
    <Form verb={t("auth.enrol_done")} act={async (fields) => onDone(await prove(field(fields, "code")))}>
      <Typography>{t("auth.enrol_lead")}</Typography>
      <Fault error={error} />
      <Box sx={{ display: "grid", justifyItems: "center", gap: 1 }}>
        {asked ? <Qr text={asked.otpauth_uri} /> : <Skeleton variant="rounded" width={200} height={200} />}
        {asked && (
          <Box sx={{ fontSize: "0.82rem", textAlign: "center" }}>
            {t("auth.enrol_secret")}
            <Box sx={{ display: "flex", alignItems: "center", justifyContent: "center" }}>
              <code data-testid="secret" style={{ overflowWrap: "anywhere" }}>
                {asked.secret}
              </code>
              <Copy text={asked.secret} what={t("auth.secret")} />
            </Box>
          </Box>
        )}
      </Box>
      <Code />
    </Form>
  );
}

/** Dark on light in both themes: many cameras read no other. */
function Qr({ text }: { text: string }) {
  const t = useTranslate();
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg
      role="img"
      aria-label={t("auth.qr")}
      viewBox={`0 0 ${size} ${size}`}
      width={200}
      height={200}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} rx={1} fill="#ffffff" />
      <path d={path} fill="#1a1720" />
    </svg>
  );
}
