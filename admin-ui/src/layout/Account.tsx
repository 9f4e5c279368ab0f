/** Who one is: roles, the zone that times are told in, whether single keys do something, and the way out. */

import PersonIcon from "@mui/icons-material/AccountCircleOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Divider from "@mui/material/Divider";
import FormControlLabel from "@mui/material/FormControlLabel";
import IconButton from "@mui/material/IconButton";
import Popover from "@mui/material/Popover";
import Switch from "@mui/material/Switch";
import Tooltip from "@mui/material/Tooltip";
import { useGetIdentity, useLogout, useStore, useTranslate } from "ra-core";
import { useState } from "react";
import { useShortcutsOn } from "../parts/shortcuts";
import { BROWSER_ZONE } from "../parts/zone";

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

export function Account() {
  const t = useTranslate();
  const { identity } = useGetIdentity();
  const logout = useLogout();
  const [place, setPlace] = useState<HTMLElement | null>(null);
  return (
    <>
      <Tooltip title={t("account.name")}>
        <IconButton
          aria-label={t("account.name")}
          aria-haspopup="dialog"
          onClick={(event) => setPlace(event.currentTarget)}
        >
          <PersonIcon />
        </IconButton>
      </Tooltip>
      <Popover
        open={Boolean(place)}
        anchorEl={place}
        onClose={() => setPlace(null)}
        anchorOrigin={{ vertical: "bottom", horizontal: "right" }}
        transformOrigin={{ vertical: "top", horizontal: "right" }}
        slotProps={{
          paper: {
            role: "dialog",
            "aria-label": t("account.name"),
            sx: { border: 1, borderColor: "divider", width: 300 },
          } as object,
        }}
      >
        <Box sx={{ p: 2 }}>
          <Box sx={{ fontWeight: 700 }}>
            <bdi dir="auto">{identity?.fullName}</bdi>
          </Box>
          <Box sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>{identity?.email as string}</Box>
          <Box sx={{ color: "text.secondary", mt: 0.5 }}>
            {((identity?.roles as string[] | undefined) ?? []).map((role) => t(`roles.${role}`)).join(", ")}
          </Box>
        </Box>
        <Divider />
        <Box sx={{ p: 2, display: "grid", gap: 2 }}>
          <Zone />
          <Shortcuts />
          <Button variant="outlined" onClick={() => logout()}>
            {t("account.log_out")}
          </Button>
        </Box>
      </Popover>
    </>
  );
}

function Shortcuts() {
  const t = useTranslate();
  const [on, setOn] = useShortcutsOn();
  return (
    <Box>
      <FormControlLabel
        control={<Switch checked={on} onChange={(_, turned) => setOn(turned)} />}
        label={t("account.shortcuts")}
      />
      <Box sx={{ fontSize: "0.82rem", color: "text.secondary" }}>{t("account.shortcuts_help")}</Box>
    </Box>
  );
}

function Zone() {
  const t = useTranslate();
  const [zone, setZone] = useStore<string>("zone", BROWSER_ZONE);
  const known = ZONES.includes(zone) ? ZONES : [zone, ...ZONES];
  return (
    <Box component="label" sx={{ display: "grid", gap: 0.5, fontSize: "0.82rem", color: "text.secondary" }}>
      {t("account.zone")}
      <Box
        component="select"
        value={zone}
        onChange={(event) => setZone((event.target as unknown as HTMLSelectElement).value)}
        sx={({ colours: c }) => ({
          font: "inherit",
          color: c.ink,
          background: c.card,
          border: `1px solid ${c.edge}`,
          borderRadius: "8px",
          p: 1,
        })}
      >
        {known.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </Box>
    </Box>
  );
}
