import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useDelete, useGetOne, useNotify, usePermissions, useRedirect, useTranslate } from "ra-core";
import { useState } from "react";
import { useParams } from "react-router-dom";
import { Ask } from "../parts/Ask";
import { Card } from "../parts/Card";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { CategoryFields } from "./CategoryFields";
import { type Category, KEY } from "./tree";

export function CategoryEdit() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const queries = useQueryClient();
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
        onSaved={() => queries.invalidateQueries({ queryKey: KEY })}
        buttons={data && data.questions === 0 && <Delete category={data} />}
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

function Delete({ category }: { category: Category }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const notify = useNotify();
  const redirect = useRedirect();
  const [open, setOpen] = useState(false);
  const [remove] = useDelete();
  const act = async () => {
    await remove(
      "categories",
      { id: category.id, previousData: category },
      { returnPromise: true, mutationMode: "pessimistic" },
    );
    await queries.invalidateQueries({ queryKey: KEY });
    notify("categories.deleted", { type: "success" });
    redirect("list", "categories");
  };
  return (
    <>
      <Button color="error" onClick={() => setOpen(true)}>
        {t("cms.remove")}
      </Button>
      <Ask
        open={open}
        title={t("categories.delete")}
        verb={t("cms.remove")}
        danger
        onClose={() => setOpen(false)}
        act={act}
      >
        {t("categories.delete_lead")}
      </Ask>
    </>
  );
}
