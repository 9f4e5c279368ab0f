/** Looks for people from anywhere, and for a battle or a redemption by its id. What is typed goes to the players' page and
 * never into an address; the id of one of the others is no secret. */

import SearchIcon from "@mui/icons-material/Search";
import InputAdornment from "@mui/material/InputAdornment";
import TextField from "@mui/material/TextField";
import { usePermissions, useTranslate } from "ra-core";
import { type FormEvent, useRef, useState } from "react";
import { useNavigate } from "react-router-dom";
import { useShortcuts } from "../parts/shortcuts";
import { guessBy } from "../players/guess";
import { lookFor } from "../players/looked";
import { pageOf } from "./found";

export function Search() {
  const t = useTranslate();
  const navigate = useNavigate();
  const { permissions } = usePermissions<string[]>();
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const keys = useShortcuts(true, (event) => {
    if (event.key !== "/") return;
    event.preventDefault();
    input.current?.focus();
  });
  if (!permissions?.includes("players.read")) return null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const value = text.trim();
    setText("");
    if (!value) return;
    const by = guessBy(value);
    const page = by === "id" ? await pageOf(value) : null;
    if (!page) lookFor({ by, value });
    navigate(page ?? "/players");
  };
  return (
    <search aria-label={t("search.name")}>
      <form onSubmit={submit}>
        <TextField
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t("search.placeholder")}
          inputRef={input}
          slotProps={{
            htmlInput: {
              "aria-label": t("search.name"),
              ...(keys ? { "aria-keyshortcuts": "/" } : {}),
              maxLength: 200,
              dir: "auto",
            },
            input: {
              startAdornment: (
                <InputAdornment position="start">
                  <SearchIcon sx={{ fontSize: 18 }} />
                </InputAdornment>
              ),
            },
          }}
          sx={{ width: { xs: 130, sm: 280 } }}
        />
      </form>
    </search>
  );
}
