/** A change that crossed another: what the other changed, what was changed here, and what to do about it. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useTranslate } from "ra-core";
import { useFormContext } from "react-hook-form";
import { differences, type Fields, type Lists, merged, overlap } from "../data/changes";
import { placeName, type Shown } from "../data/resource";
import { Compare } from "./Compare";
import { Copy } from "./Copy";
import { Mark } from "./Mark";

interface Props {
  /** What was seen before one began to type. */
  seen: Fields;
  /** What is stored now. */
  theirs: Fields;
  shown: (fields: Fields) => Fields;
  lists?: Lists | undefined;
  words?: Shown | undefined;
  onTake: (theirs: Fields) => void;
  /** Both changes together, over theirs. */
  onKeep: (both: Fields, theirs: Fields) => void;
  onClose: () => void;
}

export function Conflict({ seen, theirs, shown, lists, words, onTake, onKeep, onClose }: Props) {
  const t = useTranslate();
  const { getValues, reset } = useFormContext<Fields>();
  const both = merged(seen, getValues(), theirs, lists) as Fields;
  const take = () => {
    onTake(theirs);
    reset(theirs);
    onClose();
  };
  const keep = () => {
    onClose();
    onKeep(both, theirs);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="lg" aria-labelledby="conflict">
      <DialogTitle id="conflict">{t("cms.conflict.title")}</DialogTitle>
      <DialogContent>
        <Box sx={{ mb: 2 }}>{t("cms.conflict.lead")}</Box>
        <Sides
          seen={shown(seen)}
          mine={shown(getValues())}
          theirs={shown(theirs)}
          both={shown(both)}
          lists={lists}
          words={words}
        />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {t("cms.conflict.back")}
        </Button>
        <Button variant="outlined" onClick={take}>
          {t("cms.conflict.take")}
        </Button>
        <Button variant="contained" onClick={keep}>
          {t("cms.conflict.keep")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface SidesProps extends Pick<Props, "lists" | "words"> {
  seen: Fields;
  mine: Fields;
  theirs: Fields;
  both: Fields;
}

function Sides({ seen, mine, theirs, both, lists, words = {} }: SidesProps) {
  const t = useTranslate();
  const name = (path: string) => words.place?.(path, t) ?? placeName(path);
  const value = (path: string, stored: unknown) => (words.value ? words.value(path, stored, t) : stored);
  const theirPlaces = differences(seen, theirs, lists).map(({ path }) => path);
  const myPlaces = differences(seen, mine, lists).map(({ path }) => path);
  const marked = (path: string, others: string[]) => (
    <>
      {name(path)}
      {others.some((other) => overlap(path, other)) && (
        <Box sx={{ mt: 0.5 }}>
          <Mark tone="warn">{t("cms.conflict.both")}</Mark>
        </Box>
      )}
    </>
  );
  const copied = (path: string, mine: unknown) => (
    <Copy
      text={typeof mine === "string" ? mine : JSON.stringify(mine ?? null)}
      what={t("cms.conflict.copy", { path: name(path) })}
    />
  );
  return (
    <>
      <Box component="h3" sx={HEADING}>
        {t("cms.conflict.their_changes")}
      </Box>
      <Compare
        before={seen}
        after={theirs}
        beforeName={t("cms.conflict.seen")}
        afterName={t("cms.conflict.theirs")}
        lists={lists}
        place={({ path }) => marked(path, myPlaces)}
        value={value}
      />
      <Box component="h3" sx={HEADING}>
        {t("cms.conflict.my_changes")}
      </Box>
      <Compare
        before={theirs}
        after={both}
        beforeName={t("cms.conflict.theirs")}
        afterName={t("cms.conflict.mine")}
        lists={lists}
        place={({ path, after }) => (
          <>
            {marked(path, theirPlaces)} {copied(path, after)}
          </>
        )}
        value={value}
      />
    </>
  );
}

const HEADING = { fontSize: "1rem", fontWeight: 700, mt: 2, mb: 0.5 };
