/** A page: its heading, which takes the focus when somebody comes here or loses it, what can be done, and its content. */

import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { usePermissions, useTranslate } from "ra-core";
import { type ReactNode, useEffect, useRef } from "react";
import { Problem } from "../api/problem";
import { Fault } from "./Fault";
import { useKeptFocus } from "./focus";
import { Waiting } from "./Waiting";

let visited = false;

interface Props {
  title: ReactNode;
  /** For the window, where `title` is more than text. */
  name?: string;
  lead?: ReactNode;
  actions?: ReactNode;
  /** Any of these permissions; without one the page says what it takes. None: the API says so, where it is asked. */
  needs?: readonly string[];
  children: ReactNode;
}

export function Page({ title, name, lead, actions, needs, children }: Props) {
  const t = useTranslate();
  const heading = useRef<HTMLHeadingElement>(null);
  const label = name ?? (typeof title === "string" ? title : "");
  useEffect(() => {
    document.title = label ? `${label} · ${t("cms.name")}` : t("cms.name");
  }, [label, t]);
  useEffect(() => {
    // Not at the first page, where the browser itself begins at the top.
    if (visited && !document.activeElement?.closest("[role=dialog]")) heading.current?.focus({ preventScroll: true });
    visited = true;
  }, []);
  useKeptFocus();
  return (
    <Box sx={{ maxWidth: 1440, mx: "auto", px: { xs: 1.5, sm: 3 }, pt: 2.5, pb: 6 }}>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "flex-end", gap: 1.5, mb: 2 }}>
        <Box sx={{ flex: "1 1 18rem", minWidth: 0 }}>
          <Typography variant="h1" ref={heading} tabIndex={-1} sx={{ overflowWrap: "anywhere" }}>
            {title}
          </Typography>
          {lead && (
            <Typography color="text.secondary" sx={{ mt: 0.5, maxWidth: "72ch", fontSize: "0.9rem" }} component="div">
              {lead}
            </Typography>
          )}
        </Box>
        {actions && <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center" }}>{actions}</Box>}
      </Box>
      {needs ? <Allowed needs={needs}>{children}</Allowed> : children}
    </Box>
  );
}

function Allowed({ needs, children }: { needs: readonly string[]; children: ReactNode }) {
  const t = useTranslate();
  const { permissions, error, refetch } = usePermissions<string[]>();
  if (!permissions) return error ? <Fault error={error} onRetry={refetch} /> : <Waiting />;
  if (needs.some((one) => permissions.includes(one))) return children;
  const detail = t("cms.forbidden", { permission: needs.join(", ") });
  return <Fault error={new Problem(403, { code: "forbidden", detail })} />;
}
