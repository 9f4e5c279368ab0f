/** The views of a list that one has saved: to go to, to pass on, to delete, and what is shown now to save. */

import ViewsIcon from "@mui/icons-material/BookmarkBorder";
import DeleteIcon from "@mui/icons-material/DeleteOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import MuiLink from "@mui/material/Link";
import Popover from "@mui/material/Popover";
import TextField from "@mui/material/TextField";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useListContext, useTranslate } from "ra-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { FilterWords } from "../exports/FilterWords";
import { Copy } from "../parts/Copy";
import { Fault } from "../parts/Fault";
import { useSending } from "../parts/sending";
import { addressOf, linkTo, texts, VIEWS, type View } from "./address";

export function Views({ list }: { list: string }) {
  const t = useTranslate();
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const close = () => setPlace(null);
  return (
    <>
      <Button
        variant="outlined"
        startIcon={<ViewsIcon />}
        aria-haspopup="dialog"
        aria-expanded={Boolean(place)}
        onClick={(event) => setPlace(event.currentTarget)}
      >
        {t("views.name")}
      </Button>
      <Popover
        open={Boolean(place)}
        anchorEl={place}
        onClose={close}
        anchorOrigin={{ vertical: "bottom", horizontal: "right" }}
        transformOrigin={{ vertical: "top", horizontal: "right" }}
        slotProps={{
          paper: {
            role: "dialog",
            "aria-label": t("views.name"),
            sx: { border: 1, borderColor: "divider", width: 380, maxWidth: "94vw", p: 2, display: "grid", gap: 2 },
          } as object,
        }}
      >
        <Mine list={list} onChosen={close} />
        <Save list={list} />
      </Popover>
    </>
  );
}

const keyOf = (list: string) => ["views", list];

function Mine({ list, onChosen }: { list: string; onChosen: () => void }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const [refused, setRefused] = useState<unknown>(null);
  const { data, error, refetch } = useQuery({
    queryKey: keyOf(list),
    queryFn: () => ask<{ items: View[] }>(VIEWS, { query: { list } }),
  });
  const remove = async ({ id }: View) => {
    try {
      await ask(`${VIEWS}/${id}`, { method: "DELETE" });
      setRefused(null);
    } catch (found) {
      setRefused(found);
    }
    await queries.invalidateQueries({ queryKey: keyOf(list) });
  };
  return (
    <Box>
      <Fault error={error} onRetry={refetch} />
      <Fault error={refused} />
      {data && !data.items.length && <Box sx={{ color: "text.secondary" }}>{t("views.none")}</Box>}
      <Box
        component="ul"
        aria-label={t("views.yours")}
        sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 0.5 }}
      >
        {data?.items.map((one) => (
          <Box component="li" key={one.id} sx={{ display: "flex", alignItems: "center", gap: 0.5 }}>
            <MuiLink component={Link} to={addressOf(one)} onClick={onChosen} dir="auto" sx={{ flex: 1, minWidth: 0 }}>
              {one.name}
            </MuiLink>
            <Copy text={linkTo(one)} what={t("views.link", { name: one.name })} />
            <IconButton
              aria-label={t("views.delete", { name: one.name })}
              onClick={() => remove(one)}
              sx={{ p: 0.5, color: "inherit" }}
            >
              <DeleteIcon sx={{ fontSize: 18 }} />
            </IconButton>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

function Save({ list }: { list: string }) {
  const t = useTranslate();
  const queries = useQueryClient();
  const { filterValues, sort } = useListContext();
  const [name, setName] = useState("");
  const filter = texts(filterValues);
  const { busy, error, submit } = useSending(async () => {
    const body = { list, name: name.trim(), filter, sort: sort.field, descending: sort.order === "DESC" };
    await ask(VIEWS, { method: "POST", body });
    setName("");
    await queries.invalidateQueries({ queryKey: keyOf(list) });
  });
  return (
    <Box
      component="form"
      onSubmit={submit}
      sx={{ display: "grid", gap: 1, borderTop: 1, borderColor: "divider", pt: 2 }}
    >
      <Box sx={{ color: "text.secondary", fontSize: "0.85rem" }}>
        {t("views.save_lead")} {Object.keys(filter).length ? <FilterWords filter={filter} /> : t("exports.none")}
      </Box>
      <Box sx={{ display: "flex", gap: 1 }}>
        <TextField
          label={t("views.name_of")}
          value={name}
          onChange={(event) => setName(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 60, dir: "auto" } }}
          sx={{ flex: 1 }}
        />
        <Button type="submit" variant="contained" disabled={busy || !name.trim()}>
          {t("cms.save")}
        </Button>
      </Box>
      <Fault error={error} />
    </Box>
  );
}
