/** Where an invitation leads: a name and a password, then the second factor. */

import TextField from "@mui/material/TextField";
import { useLogin, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { accept, type Half } from "./calls";
import { Form, field } from "./Form";
import { Frame } from "./Frame";
import { Steps } from "./Steps";

const LEAST = 8;

export default function AcceptPage() {
  const t = useTranslate();
  const login = useLogin();
  const { id = "", secret = "" } = useParams();
  return (
    <Frame title={t("auth.welcome")} lead={t("auth.welcome_lead")}>
      <Steps first={(go) => <Newcomer id={id} secret={secret} go={go} />} onDone={() => login({}, "/")} />
    </Frame>
  );
}

function Newcomer({ id, secret, go }: { id: string; secret: string; go: (half: Half) => void }) {
  const t = useTranslate();
  const act = async (fields: FormData) =>
    go(await accept(id, secret, field(fields, "name"), field(fields, "password")));
  return (
    <Form verb={t("auth.go_on")} act={act}>
      <TextField
        name="name"
        label={t("auth.your_name")}
        autoComplete="name"
        required
        autoFocus
        slotProps={{ htmlInput: { maxLength: 80, dir: "auto" } }}
      />
      <TextField
        name="password"
        type="password"
        label={t("auth.new_password")}
        helperText={t("auth.new_password_help", { least: LEAST })}
        autoComplete="new-password"
        required
        slotProps={{ htmlInput: { minLength: LEAST, maxLength: 128 } }}
      />
    </Form>
  );
}
