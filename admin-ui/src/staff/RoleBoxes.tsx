import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import { useTranslate } from "ra-core";

export const ROLES = ["owner", "editor", "moderator", "support", "finance", "viewer"] as const;

interface Props {
  value: readonly string[];
  onChange: (roles: string[]) => void;
  disabled?: boolean;
}

/** Each role with what it is for. */
export function RoleBoxes({ value, onChange, disabled = false }: Props) {
  const t = useTranslate();
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, display: "grid" }}>
      <Box component="legend" sx={{ p: 0, mb: 0.5, fontWeight: 650 }}>
        {t("staff.roles")}
      </Box>
      {ROLES.map((role) => (
        <FormControlLabel
          key={role}
          disabled={disabled}
          control={
            <Checkbox
              checked={value.includes(role)}
              onChange={(_, on) => onChange(ROLES.filter((one) => (one === role ? on : value.includes(one))))}
            />
          }
          label={
            <>
              <b>{t(`roles.${role}`)}</b>
              <Box component="span" sx={{ color: "text.secondary" }}>
                {" "}
                – {t(`staff.role_help.${role}`)}
              </Box>
            </>
          }
        />
      ))}
    </Box>
  );
}
