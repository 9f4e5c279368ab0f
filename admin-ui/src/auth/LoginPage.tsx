import { useLogin, useTranslate } from "ra-core";
import { Frame } from "./Frame";
import { Steps } from "./Steps";

export function LoginPage() {
  const t = useTranslate();
  const login = useLogin();
  return (
    <Frame title={t("auth.title")}>
      <Steps onDone={() => login({})} />
    </Frame>
  );
}
