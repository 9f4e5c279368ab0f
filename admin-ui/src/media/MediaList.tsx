import AddIcon from "@mui/icons-material/UploadFileOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MuiLink from "@mui/material/Link";
import { usePermissions, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ExportAction } from "../exports/ExportAction";
import { bytes } from "../parts/Drop";
import { ChoiceFilter } from "../parts/Filters";
import { Id } from "../parts/Id";
import { List } from "../parts/List";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { Thumbnail } from "./Shown";
import { KINDS, type Medium } from "./types";

export function MediaList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const make = permissions?.includes("content.write") && (
    <Button component={Link} to="/media/create" variant="contained" startIcon={<AddIcon />}>
      {t("media.create")}
    </Button>
  );
  const kinds = KINDS.map((id) => ({ id, name: t(`media.kinds.${id}`) }));
  return (
    <List<Medium>
      resource="media"
      title={t("nav.media")}
      actions={
        <>
          <ExportAction subject="media" />
          {make}
        </>
      }
      filters={<ChoiceFilter name="kind" label={t("media.kind")} choices={kinds} />}
      columns={[
        { name: "looks", title: t("media.looks"), width: 112, cell: (row) => <Thumbnail {...row} /> },
        {
          name: "description",
          title: t("media.description"),
          cell: (row) => (
            <Box sx={{ maxWidth: 420, minWidth: 180 }}>
              <MuiLink component={Link} to={`/media/${row.id}`} sx={{ display: "block", fontWeight: 600 }}>
                {row.description ? (
                  <Words lang={row.lang} line>
                    {row.description}
                  </Words>
                ) : (
                  t("media.unsaid")
                )}
              </MuiLink>
            </Box>
          ),
        },
        { name: "kind", title: t("media.kind"), cell: (row) => t(`media.kinds.${row.kind}`) },
        { name: "size", title: t("media.size"), cell: (row) => <Size of={row} /> },
        {
          name: "uses",
          title: t("media.uses"),
          align: "right",
          cell: (row) => row.questions.toLocaleString("en"),
        },
        { name: "created_at", title: t("media.uploaded"), cell: (row) => <Time at={row.created_at} style="ago" /> },
        { name: "id", title: t("media.id"), cell: (row) => <Id id={row.id} /> },
      ]}
      rowName={(row) => row.description || t("media.unsaid")}
      empty={{ title: t("media.empty"), text: t("media.empty_help"), action: make }}
    />
  );
}

/** Bytes, and pixels where there are such. */
export function Size({ of: { size, width, height } }: { of: Medium }) {
  return (
    <Box component="span" sx={{ whiteSpace: "nowrap" }}>
      {bytes(size)}
      {width && height ? `, ${width} × ${height}` : ""}
    </Box>
  );
}
