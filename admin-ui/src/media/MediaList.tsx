/** The library of images, sounds and films. */

import AddIcon from "@mui/icons-material/AddPhotoAlternateOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { type RaRecord, usePermissions, useRefresh, useTranslate } from "ra-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import type { components } from "../api/schema";
import { ChoiceFilter } from "../parts/Filters";
import { Id } from "../parts/Id";
import { List } from "../parts/List";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Upload } from "./Upload";

export type Medium = components["schemas"]["KnownMedium"] & RaRecord;

const KINDS = ["image", "audio", "video"];

export function MediaList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const [open, setOpen] = useState(false);
  const add = permissions?.includes("content.write") && (
    <Button variant="contained" startIcon={<AddIcon />} onClick={() => setOpen(true)}>
      {t("media.add")}
    </Button>
  );
  return (
    <List<Medium>
      resource="media"
      title={t("nav.media")}
      actions={add}
      filters={
        <ChoiceFilter
          name="kind"
          label={t("media.kind")}
          choices={KINDS.map((id) => ({ id, name: t(`media.kinds.${id}`) }))}
        />
      }
      columns={[
        { name: "look", title: t("media.look"), cell: (row) => <Look medium={row} /> },
        {
          name: "description",
          title: t("media.description"),
          cell: (row) => <Words lang={row.lang}>{row.description}</Words>,
        },
        { name: "mime", title: t("media.type"), cell: (row) => row.mime },
        {
          name: "size",
          title: t("media.size"),
          align: "right",
          cell: (row) => `${Math.ceil(row.size / 1024).toLocaleString("en")} kB`,
        },
        {
          name: "questions",
          title: t("media.questions"),
          align: "right",
          cell: (row) =>
            row.questions ? (
              <MuiLink
                component={Link}
                to={`/questions?filter=${encodeURIComponent(JSON.stringify({ media_id: row.id }))}`}
              >
                {row.questions}
              </MuiLink>
            ) : (
              0
            ),
        },
        { name: "id", title: t("media.id"), cell: (row) => <Id id={String(row.id)} /> },
        { name: "created_at", title: t("media.since"), cell: (row) => <Time at={row.created_at} style="date" /> },
      ]}
      rowName={(row) => row.description}
      above={<Uploading open={open} onClose={() => setOpen(false)} />}
      empty={{ title: t("media.empty"), action: add }}
    />
  );
}

function Uploading({ open, onClose }: { open: boolean; onClose: () => void }) {
  const refresh = useRefresh();
  return open ? <Upload onClose={onClose} onDone={() => refresh()} /> : null;
}

function Look({ medium }: { medium: Medium }) {
  if (medium.kind === "image")
    return (
      <Box
        component="img"
        src={medium.url}
        alt={medium.description}
        loading="lazy"
        sx={{
          display: "block",
          maxWidth: 120,
          height: 64,
          objectFit: "contain",
          background: "#fff",
          borderRadius: "6px",
        }}
      />
    );
  const Player = medium.kind;
  return (
    <Box
      component={Player}
      src={medium.url}
      controls
      preload="none"
      aria-label={medium.description || medium.mime}
      sx={{ display: "block", width: 220, maxHeight: 120 }}
    />
  );
}
