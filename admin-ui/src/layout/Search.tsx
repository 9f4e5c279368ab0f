/** Looks for people from anywhere. What is typed goes to the players' page and never into an address. */

import SearchIcon from "@mui/icons-material/Search";
import InputAdornment from "@mui/material/InputAdornment";
import TextField from "@mui/material/TextField";
import { usePermissions, useTranslate } from "ra-core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router-dom";

export function Search() {
  const t = useTranslate();
  const navigate = useNavigate();
  const { permissions } = usePermissions<string[]>();
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", slash);
    return () => document.removeEventListener("keydown", slash);
  }, []);
  if (!permissions?.includes("players.read")) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) navigate("/players", { state: { wanted: text.trim() } });
    setText("");
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
            htmlInput: { "aria-label": t("search.name"), "aria-keyshortcuts": "/", maxLength: 200, dir: "auto" },
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
