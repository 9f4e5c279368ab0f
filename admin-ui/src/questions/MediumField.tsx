/** The medium that a question shows or plays, chosen from the library. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { Upload } from "../media/Upload";
import { Fault } from "../parts/Fault";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";

type Known = components["schemas"]["KnownMedium"];
const MEDIA = "/v1/admin/media";

/** What is known of the medium that the form has chosen. */
export function useMedium(id: string | null | undefined) {
  return useQuery({
    queryKey: ["media", id],
    queryFn: () => ask<Known>(`${MEDIA}/${id}`),
    enabled: Boolean(id),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function MediumField() {
  const t = useTranslate();
  const { setValue } = useFormContext();
  const id = useWatch({ name: "media_id" }) as string | null;
  const { data } = useMedium(id);
  const [open, setOpen] = useState(false);
  const set = (value: string | null) => setValue("media_id", value, { shouldDirty: true, shouldTouch: true });
  return (
    <Box
      role="group"
      aria-label={t("questions.medium")}
      sx={{ gridColumn: "1 / -1", display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center" }}
    >
      <Box sx={{ fontWeight: 650 }}>{t("questions.medium")}</Box>
      <Box sx={{ minWidth: 0, color: id ? "text.primary" : "text.secondary" }}>
        {id ? <Words>{data?.description ?? id}</Words> : t("media.none")}
      </Box>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {t("media.pick")}
      </Button>
      {id && (
        <Button color="error" onClick={() => set(null)}>
          {t("media.drop")}
        </Button>
      )}
      {open && (
        <Library
          onClose={() => setOpen(false)}
          onChoose={(medium) => {
            set(medium.id);
            setOpen(false);
          }}
        />
      )}
    </Box>
  );
}

function Library({ onClose, onChoose }: { onClose: () => void; onChoose: (medium: Known) => void }) {
  const t = useTranslate();
  const [adding, setAdding] = useState(false);
  const { data, error } = useQuery({
    queryKey: ["media", "library"],
    queryFn: () => ask<{ items: Known[] }>(MEDIA, { query: { limit: 60 } }),
  });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby="library">
      <DialogTitle id="library">{t("media.pick")}</DialogTitle>
      <DialogContent>
        <Fault error={error} />
        {!data && !error && <Waiting />}
        <Box
          component="ul"
          sx={{
            m: 0,
            p: 0,
            listStyle: "none",
            display: "grid",
            gap: 1.5,
            gridTemplateColumns: "repeat(auto-fill, minmax(11rem, 1fr))",
          }}
        >
          {data?.items.map((one) => (
            <Box
              component="li"
              key={one.id}
              sx={({ colours: c }) => ({
                border: `1px solid ${c.line}`,
                borderRadius: "8px",
                p: 1,
                display: "grid",
                gap: 1,
                alignContent: "space-between",
              })}
            >
              {one.kind === "image" ? (
                <Box
                  component="img"
                  src={one.url}
                  alt={one.description}
                  loading="lazy"
                  sx={{ width: 1, height: 110, objectFit: "contain", background: "#fff", borderRadius: "6px" }}
                />
              ) : (
                <Box
                  component={one.kind}
                  src={one.url}
                  controls
                  preload="none"
                  aria-label={one.description}
                  sx={{ width: 1, maxHeight: 110 }}
                />
              )}
              <Box sx={{ fontSize: "0.82rem" }}>
                <Words lang={one.lang}>{one.description}</Words>
              </Box>
              <Button
                variant="outlined"
                onClick={() => onChoose(one)}
                aria-label={`${t("media.use")}: ${one.description}`}
              >
                {t("media.use")}
              </Button>
            </Box>
          ))}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={() => setAdding(true)}>{t("media.add")}</Button>
        <Button onClick={onClose} autoFocus>
          {t("cms.cancel")}
        </Button>
      </DialogActions>
      {adding && <Upload onClose={() => setAdding(false)} onDone={onChoose} />}
    </Dialog>
  );
}
