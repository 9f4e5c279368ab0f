/** Members of staff, and invitations that are open. */

import AddIcon from "@mui/icons-material/PersonAddAltOutlined";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { type RaRecord, useTranslate } from "ra-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import type { components } from "../api/schema";
import { ExportAction } from "../exports/ExportAction";
import { List } from "../parts/List";
import { Mark } from "../parts/Mark";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Invitations } from "./Invitations";
import { Invite } from "./Invite";
import { Roles } from "./Roles";

export type Member = components["schemas"]["StaffEntry"] & RaRecord;

export function StaffList() {
  const t = useTranslate();
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <List<Member>
        resource="staff"
        title={t("nav.staff")}
        actions={
          <>
            <ExportAction subject="staff" />
            <Button variant="contained" startIcon={<AddIcon />} onClick={() => setInviting(true)}>
              {t("staff.invite")}
            </Button>
          </>
        }
        columns={[
          {
            name: "name",
            title: t("staff.name"),
            cell: (row) => (
              <MuiLink component={Link} to={`/staff/${row.id}`} sx={{ fontWeight: 600 }}>
                <Words>{row.name}</Words>
              </MuiLink>
            ),
          },
          { name: "email", title: t("staff.email"), cell: (row) => row.email },
          { name: "roles", title: t("staff.roles"), cell: (row) => <Roles of={row.roles} /> },
          { name: "state", title: t("staff.state"), cell: (row) => <MemberState member={row} /> },
          { name: "created_at", title: t("staff.since"), cell: (row) => <Time at={row.created_at} style="date" /> },
        ]}
        rowName={(row) => row.name}
        empty={{ title: t("staff.empty") }}
      />
      <Invitations />
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </>
  );
}

export function MemberState({ member }: { member: Member }) {
  const t = useTranslate();
  if (member.disabled_at) return <Mark tone="bad">{t("staff.disabled")}</Mark>;
  return member.enrolled ? (
    <Mark tone="good">{t("staff.active")}</Mark>
  ) : (
    <Mark tone="warn">{t("staff.not_enrolled")}</Mark>
  );
}
