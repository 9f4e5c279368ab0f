import Button from "@mui/material/Button";
import { useDelete, useGetOne, usePermissions, useRedirect, useTranslate } from "ra-core";
import { useState } from "react";
import { useParams } from "react-router-dom";
import { Ask } from "../parts/Ask";
import { Editor } from "../parts/Editor";
import { Page } from "../parts/Page";
import { SeasonFields } from "./SeasonFields";
import { Phase, type Season } from "./SeasonList";

export function SeasonEdit() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const { permissions } = usePermissions<string[]>();
  const { data } = useGetOne<Season>("seasons", { id: Number(id) });
  const over = data?.phase === "closing" || data?.phase === "sealed";
  const writes = (permissions?.includes("content.write") ?? false) && !over;
  const name = data?.name ?? t("seasons.one");
  return (
    <Page title={<bdi dir="auto">{name}</bdi>} name={name} lead={data && <Phase phase={data.phase} />}>
      <Editor
        resource="seasons"
        id={id}
        readOnly={!writes}
        buttons={writes && data?.phase === "upcoming" && <Delete season={data} />}
      >
        <SeasonFields />
      </Editor>
    </Page>
  );
}

function Delete({ season }: { season: Season }) {
  const t = useTranslate();
  const redirect = useRedirect();
  const [open, setOpen] = useState(false);
  const [remove] = useDelete();
  const act = async () => {
    await remove(
      "seasons",
      { id: season.id, previousData: season },
      { returnPromise: true, mutationMode: "pessimistic" },
    );
    redirect("list", "seasons");
  };
  return (
    <>
      <Button color="error" onClick={() => setOpen(true)}>
        {t("cms.remove")}
      </Button>
      <Ask
        open={open}
        title={t("seasons.delete")}
        verb={t("cms.remove")}
        danger
        onClose={() => setOpen(false)}
        act={act}
      />
    </>
  );
}
