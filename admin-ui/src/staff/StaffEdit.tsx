import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import { useGetIdentity, useGetOne, useTranslate } from "ra-core";
import { useFormContext, useWatch } from "react-hook-form";
import { useParams } from "react-router-dom";
import { Card } from "../parts/Card";
import { Editor } from "../parts/Editor";
import { Text } from "../parts/fields";
import { Id } from "../parts/Id";
import { Page } from "../parts/Page";
import { Time } from "../parts/Time";
import { Reset } from "./Reset";
import { RoleBoxes } from "./RoleBoxes";
import { type Member, MemberState } from "./StaffList";

export function StaffEdit() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const { data } = useGetOne<Member>("staff", { id });
  const { identity } = useGetIdentity();
  const own = identity?.id === id;
  const name = data?.name ?? t("staff.one");
  return (
    <Page
      title={<bdi dir="auto">{name}</bdi>}
      name={name}
      actions={data && !own && !data.disabled_at && <Reset member={data} />}
      lead={
        data && (
          <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.25, alignItems: "center" }}>
            <MemberState member={data} />
            <span>{data.email}</span>
            <span>
              {t("staff.since")} <Time at={data.created_at} style="date" />
            </span>
            <Id id={String(data.id)} />
          </Box>
        )
      }
    >
      <Editor resource="staff" id={id}>
        <Card>
          <Box sx={{ maxWidth: 640, display: "grid", gap: 2 }}>
            <Text source="name" label={t("staff.name")} most={80} required />
            <Rights own={own} />
            <Text source="reason" label={t("cms.reason")} help={t("staff.reason_help")} most={500} />
            {own && <Box sx={{ color: "text.secondary" }}>{t("staff.own")}</Box>}
          </Box>
        </Card>
      </Editor>
    </Page>
  );
}

function Rights({ own }: { own: boolean }) {
  const t = useTranslate();
  const { setValue } = useFormContext();
  const roles = (useWatch({ name: "roles" }) ?? []) as string[];
  const disabled = Boolean(useWatch({ name: "disabled" }));
  return (
    <>
      <RoleBoxes value={roles} disabled={own} onChange={(chosen) => setValue("roles", chosen, { shouldDirty: true })} />
      <FormControlLabel
        disabled={own}
        control={<Checkbox checked={disabled} onChange={(_, on) => setValue("disabled", on, { shouldDirty: true })} />}
        label={t("staff.disable")}
      />
    </>
  );
}
