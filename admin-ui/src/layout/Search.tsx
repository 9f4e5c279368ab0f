/** Looks for everything that has an id, from anywhere: a combobox (WAI-ARIA) over what is found, by kind. What is typed
 * goes into no address; who presses Enter without a choice goes to the players with it. */

import SearchIcon from "@mui/icons-material/Search";
import Box from "@mui/material/Box";
import InputAdornment from "@mui/material/InputAdornment";
import TextField from "@mui/material/TextField";
import { usePermissions, useTranslate } from "ra-core";
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useNavigate } from "react-router-dom";
import { useShortcuts } from "../parts/shortcuts";
import { guessBy } from "../players/guess";
import { lookFor } from "../players/looked";
import { Choices } from "./Choices";
import { type Choice, find, moved, target } from "./found";
import { useChoices } from "./useChoices";

export function Search() {
  const t = useTranslate();
  const navigate = useNavigate();
  const { permissions } = usePermissions<string[]>();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const { choices, state } = useChoices(text);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const keys = useSearchKeys(() => input.current?.focus());
  const shown = open && state !== "idle";
  const go = (choice: Choice) => {
    setText("");
    setOpen(false);
    navigate(choice.to);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const value = text.trim();
    if (!value) return;
    const by = guessBy(value);
    // Who types an id and presses Enter does not wait until it is found.
    const found = active < 0 && by === "id" ? await find(value).catch(() => []) : choices;
    const to = target(found, active, by === "id");
    if (to) return go(to);
    lookFor({ by, value });
    go({ kind: "page", to: "/players", title: "", note: "" });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape" && shown) {
      event.stopPropagation();
      event.preventDefault();
      setOpen(false);
      setActive(-1);
    }
    const to = moved(event.key, active, choices.length);
    if (to === null) return;
    event.preventDefault();
    setOpen(true);
    setActive(to);
  };
  if (!permissions) return null;
  return (
    <Box component="search" aria-label={t("search.name")} sx={{ position: "relative" }}>
      <form onSubmit={submit}>
        <TextField
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setActive(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={press}
          placeholder={t("search.placeholder")}
          inputRef={input}
          slotProps={{
            htmlInput: {
              role: "combobox",
              "aria-label": t("search.name"),
              "aria-autocomplete": "list",
              "aria-expanded": shown,
              "aria-controls": shown ? id : undefined,
              "aria-activedescendant": shown && active >= 0 ? `${id}${active}` : undefined,
              "aria-keyshortcuts": keys ? "Control+K /" : "Control+K",
              autoComplete: "off",
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
          sx={{ width: { xs: 130, sm: 260, md: 340 } }}
        />
      </form>
      {shown && <Choices id={id} choices={choices} active={active} state={state} onChoose={go} />}
    </Box>
  );
}

/** Ctrl and K from anywhere, a slash where nobody types; whether single keys are on. */
function useSearchKeys(focus: () => void): boolean {
  const latest = useRef(focus);
  latest.current = focus;
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      const wanted = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
      // A dialog keeps the focus: what is behind it waits.
      if (!wanted || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  return useShortcuts(true, (event) => {
    if (event.key !== "/") return;
    event.preventDefault();
    focus();
  });
}
