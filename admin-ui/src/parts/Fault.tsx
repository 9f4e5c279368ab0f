/** What went wrong, in words, with the request's id to copy for whoever looks into it. */

import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { Problem } from "../api/problem";
import type { Translate } from "../data/resource";
import { Copy } from "./Copy";
import { plain, pointerName } from "./plain";

const FAULTS_MOST = 10;

interface Props {
  error: unknown;
  onRetry?: () => void;
}

export function Fault({ error, onRetry }: Props) {
  const t = useTranslate();
  if (!error) return null;
  const problem = error instanceof Problem ? error : null;
  return (
    <Alert severity="error" sx={{ my: 1 }} action={onRetry && <Button onClick={onRetry}>{t("cms.again")}</Button>}>
      <Box>{problem ? said(problem, t) : t("cms.unexpected")}</Box>
      {problem?.faults.slice(0, FAULTS_MOST).map(({ pointer, field, detail }) => (
        <Box key={`${pointer}${field}${detail}`} sx={{ fontSize: "0.82rem" }}>
          <Place at={pointer || field || ""} /> {plain(detail, t)}
        </Box>
      ))}
      {problem && problem.faults.length > FAULTS_MOST && (
        <Box sx={{ fontSize: "0.82rem" }}>{t("cms.more_faults", { n: problem.faults.length - FAULTS_MOST })}</Box>
      )}
      {problem?.requestId && (
        <Box sx={{ mt: 0.5, fontSize: "0.8rem", display: "flex", alignItems: "center", gap: 0.5 }}>
          {t("cms.request_id")} <code>{problem.requestId}</code>{" "}
          <Copy text={problem.requestId} what={t("cms.request_id")} />
        </Box>
      )}
    </Alert>
  );
}

function said({ code, detail }: Problem, t: Translate): string {
  return code === "unauthenticated" ? t("auth.declined") : plain(detail, t);
}

function Place({ at }: { at: string }) {
  const name = pointerName(at, useTranslate());
  return name === at ? <code>{at}</code> : <b>{name}:</b>;
}
