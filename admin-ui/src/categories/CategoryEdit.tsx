import Box from "@mui/material/Box";
import { useQueryClient } from "@tanstack/react-query";
import { useGetOne, usePermissions, useTranslate } from "ra-core";
import { useParams } from "react-router-dom";
import { Card } from "../parts/Card";
import { Delete } from "../parts/Delete";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { CategoryFields } from "./CategoryFields";
import { type Category, KEY } from "./tree";

export function CategoryEdit() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  const { data } = useGetOne<Category>("categories", { id: Number(id) });
  const { permissions } = usePermissions<string[]>();
  const writes = permissions?.includes("content.write") ?? false;
  const name = data?.name ?? t("categories.one");
  return (
    <Page title={<bdi dir="auto">{name}</bdi>} name={name}>
      <Editor
        resource="categories"
        id={id}
        readOnly={!writes}
        onSaved={refresh}
        buttons={data && data.questions === 0 && <Delete resource="categories" record={data} onDeleted={refresh} />}
      >
        <Card>
          <Box sx={{ maxWidth: 640 }}>
            <CategoryFields own={Number(id)} />
          </Box>
        </Card>
      </Editor>
    </Page>
  );
}
