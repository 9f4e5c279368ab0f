import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Time } from "../parts/Time";
import { Roles } from "./Roles";

type Invitation = components["schemas"]["Invitation"];

export const INVITATIONS = ["staff", "invitations"];
const PATH = "/v1/admin/staff/invitations";

/** Those that nobody has accepted yet; nothing where there is none. */
export function Invitations() {
  const t = useTranslate();
  const queries = useQueryClient();
  const [revoked, setRevoked] = useState<Invitation | null>(null);
  const { data } = useQuery({
    queryKey: INVITATIONS,
    queryFn: () => ask<{ items: Invitation[] }>(PATH, { query: { limit: 100 } }),
  });
  if (!data?.items.length) return null;
  const revoke = async (reason: string) => {
    await ask(`${PATH}/${revoked?.id}`, { method: "DELETE", body: reason ? { reason } : undefined });
    await queries.invalidateQueries({ queryKey: INVITATIONS });
  };
  return (
    <Box sx={{ maxWidth: 1440, mx: "auto", px: { xs: 1.5, sm: 3 }, pb: 6 }}>
      <Card title={t("staff.invitations")} flush>
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t("staff.email")}</TableCell>
              <TableCell>{t("staff.roles")}</TableCell>
              <TableCell>{t("staff.expires")}</TableCell>
              <TableCell>{t("staff.revoke")}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {data?.items.map((one) => (
              <TableRow key={one.id}>
                <TableCell>{one.email}</TableCell>
                <TableCell>
                  <Roles of={one.roles} />
                </TableCell>
                <TableCell>
                  <Time at={one.expires_at} style="ago" />
                </TableCell>
                <TableCell>
                  <Button
                    color="error"
                    aria-label={t("staff.revoke_of", { email: one.email })}
                    onClick={() => setRevoked(one)}
                  >
                    {t("staff.revoke")}
                  </Button>
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Card>
      <Ask
        open={Boolean(revoked)}
        title={t("staff.revoke_of", { email: revoked?.email })}
        verb={t("staff.revoke")}
        danger
        reason="optional"
        onClose={() => setRevoked(null)}
        act={revoke}
      >
        {t("staff.revoke_lead")}
      </Ask>
    </Box>
  );
}
