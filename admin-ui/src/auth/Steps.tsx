/** The way in, step by step: password, then the second factor, which a newcomer sets up first. */

import Box from "@mui/material/Box";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useTranslate } from "ra-core";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Code } from "./Code";
import { begin, type Entered, type Half, prove } from "./calls";
import { Form, field } from "./Form";

const Enrol = lazy(() => import("./Enrol"));
const Recovery = lazy(() => import("./Recovery"));

interface Props {
  /** The first step, if it is another than email and password. */
  first?: (go: (half: Half) => void) => ReactNode;
  /** Who it has to be: the address is not asked for. */
  email?: string;
  onDone: (entered: Entered) => void;
  cancel?: ReactNode;
}

type Step = "password" | Half["next"] | "recovery";

export function Steps({ first, email, onDone, cancel }: Props) {
  const [step, setStep] = useState<Step>("password");
  const [entered, setEntered] = useState<Entered | null>(null);
  const go = (half: Half) => setStep(half.next);
  const enter = (found: Entered) => {
    if (!found.recovery_codes?.length) return onDone(found);
    setEntered(found);
    setStep("recovery");
  };
  return (
    <Suspense fallback={null}>
      {step === "password" && (first ? first(go) : <Password email={email} go={go} cancel={cancel} />)}
      {step === "totp" && <Totp onDone={enter} cancel={cancel} />}
      {step === "totp_enrolment" && <Enrol onDone={enter} />}
      {step === "recovery" && entered && (
        <Recovery codes={entered.recovery_codes ?? []} onDone={() => onDone(entered)} />
      )}
    </Suspense>
  );
}

interface PasswordProps {
  email?: string | undefined;
  go: (half: Half) => void;
  cancel?: ReactNode;
}

function Password({ email, go, cancel }: PasswordProps) {
  const t = useTranslate();
  const act = async (fields: FormData) => go(await begin(email ?? field(fields, "email"), field(fields, "password")));
  return (
    <Form verb={t("auth.go_on")} act={act} more={cancel}>
      {email ? (
        <Box>
          {t("auth.as")} <bdi>{email}</bdi>
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        </Box>
      ) : (
        <TextField name="email" type="email" label={t("auth.email")} autoComplete="username" required autoFocus />
      )}
      <TextField
        name="password"
        type="password"
        label={t("auth.password")}
        autoComplete="current-password"
        required
        autoFocus={Boolean(email)}
      />
    </Form>
  );
}

function Totp({ onDone, cancel }: { onDone: (entered: Entered) => void; cancel?: ReactNode }) {
  const t = useTranslate();
  return (
    <Form verb={t("auth.log_in")} act={async (fields) => onDone(await prove(field(fields, "code")))} more={cancel}>
      <Typography>{t("auth.code_lead")}</Typography>
      <Code />
    </Form>
  );
}
