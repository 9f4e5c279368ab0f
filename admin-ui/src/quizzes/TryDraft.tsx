/** What the form's quiz would ask, tried as a player before it is saved. */

import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { ask } from "../api/http";
import type { Fields } from "../data/changes";
import { give } from "./resource";
import { Tryout } from "./Tryout";
import type { Draft, Tried, Try } from "./types";

export function TryDraft() {
  const t = useTranslate();
  const { getValues, setValue, trigger } = useFormContext<Draft>();
  const [open, setOpen] = useState(false);
  const load = (lang: string | null) => {
    const { title, mode, ...body } = give(getValues() as unknown as Fields);
    return ask<Try>("/v1/admin/quizzes/preview", {
      method: "POST",
      body: { ...body, mode: getValues("mode"), ...(lang ? { lang } : {}) },
    });
  };
  const keep = (items: readonly Tried[]) => {
    setValue(
      "questions",
      items.map(({ id, kind, stem }) => ({ id, kind, stem })),
      { shouldDirty: true },
    );
    setValue("draw", null, { shouldDirty: true });
    setOpen(false);
  };
  const drawn = open && getValues("draw") !== null;
  return (
    <>
      <Button variant="outlined" onClick={async () => setOpen(await trigger())} sx={{ minHeight: 36 }}>
        {t("quizzes.try")}
      </Button>
      {open && <Tryout load={load} onClose={() => setOpen(false)} {...(drawn ? { onKeep: keep } : {})} />}
    </>
  );
}
