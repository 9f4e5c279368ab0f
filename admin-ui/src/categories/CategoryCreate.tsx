import Box from "@mui/material/Box";
import { useQueryClient } from "@tanstack/react-query";
import { useNotify, useRedirect, useTranslate } from "ra-core";
import { NEEDS } from "../auth/needs";
import { Card } from "../parts/Card";
import { Editor } from "../parts/Editor";
import { Text } from "../parts/fields";
import { Page } from "../parts/Page";
import { CategoryFields } from "./CategoryFields";
import { KEY } from "./tree";

export function CategoryCreate() {
  const t = useTranslate();
  const queries = useQueryClient();
  const notify = useNotify();
  const redirect = useRedirect();
  const saved = async () => {
    await queries.invalidateQueries({ queryKey: KEY });
    notify("cms.saved", { type: "success" });
    redirect("list", "categories");
  };
  return (
    <Page title={t("categories.create")} needs={NEEDS.categories.write}>
      <Editor resource="categories" defaults={{ name: "", parent_id: null, slug: null, names: {} }} onSaved={saved}>
        <Card>
          <Box sx={{ maxWidth: 640, display: "grid", gap: 2 }}>
            <CategoryFields />
            <Text source="slug" label={t("categories.slug")} help={t("categories.slug_help")} most={40} />
          </Box>
        </Card>
      </Editor>
    </Page>
  );
}
