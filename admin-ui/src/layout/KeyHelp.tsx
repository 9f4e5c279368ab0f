/** The keys of the page, and those that are everywhere, on `?`. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Kbd } from "../parts/Kbd";
import { type Key, keysHere, useShortcuts } from "../parts/shortcuts";

const EVERYWHERE: readonly Key[] = [
  { key: "Ctrl K", does: "keys.search" },
  { key: "/", does: "keys.search" },
  { key: "?", does: "keys.help" },
  { key: "Esc", does: "keys.close" },
];

export function KeyHelp() {
  const t = useTranslate();
  const [here, setHere] = useState<Key[] | null>(null);
  const on = useShortcuts(!here, ({ key }) => {
    if (key === "?") setHere(keysHere());
  });
  const close = () => setHere(null);
  if (!here || !on) return null;
  return (
    <Dialog open onClose={close} fullWidth maxWidth="sm" aria-labelledby="keys">
      <DialogTitle id="keys">{t("keys.title")}</DialogTitle>
      <DialogContent sx={{ display: "grid", gap: 2 }}>
        {here.length > 0 && <Keys title={t("keys.here")} keys={here} />}
        <Keys title={t("keys.everywhere")} keys={EVERYWHERE} />
        <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>{t("keys.off")}</Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={close} autoFocus>
          {t("cms.close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Keys({ title, keys }: { title: string; keys: readonly Key[] }) {
  const t = useTranslate();
  return (
    <section aria-label={title}>
      <Box sx={{ fontWeight: 650, mb: 0.75 }}>{title}</Box>
      <Box
        component="dl"
        sx={{ m: 0, display: "grid", gridTemplateColumns: "6rem minmax(0, 1fr)", rowGap: 0.75, alignItems: "baseline" }}
      >
        {keys.map(({ key, does }) => (
          <Row key={`${key}${does}`} name={key}>
            {t(does)}
          </Row>
        ))}
      </Box>
    </section>
  );
}

function Row({ name, children }: { name: string; children: string }) {
  return (
    <>
      <dt>
        <Kbd>{name}</Kbd>
      </dt>
      <Box component="dd" sx={{ m: 0 }}>
        {children}
      </Box>
    </>
  );
}
