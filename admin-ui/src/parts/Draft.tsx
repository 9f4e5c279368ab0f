/** A form over what is stored: what was typed stays as it is while that changes meanwhile or cannot be written, until it
 * is saved or given up. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import visuallyHidden from "@mui/utils/visuallyHidden";
import { Form, useNotify, useTranslate } from "ra-core";
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useFormContext, useFormState } from "react-hook-form";
import { Problem } from "../api/problem";
import { changed, type Fields, type Lists, merged, same } from "../data/changes";
import type { Shown } from "../data/resource";
import { Conflict } from "./Conflict";
import { Fault } from "./Fault";

export interface DraftProps {
  defaults?: Fields;
  validate?: (values: Fields) => Fields;
  /** Beside the button that saves. */
  buttons?: ReactNode;
  /** What that button says. */
  verb?: string;
  /** Whether one may change it; else the fields are to be read. */
  readOnly?: boolean;
  children: ReactNode;
}

interface Props extends DraftProps {
  /** What is stored, as last heard; without it one is made. */
  record?: Fields | undefined;
  /** Writes what was changed over what was seen, whose tag is `_etag`, and gives what is stored then. Raises Problem. */
  save: (mine: Fields, seen: Fields) => Promise<Fields>;
  /** What was changed, if it was not stored before, is stored. */
  onSaved: (stored: Fields, mine: Fields) => unknown;
  /** What is stored now, where a change crossed another. */
  theirs: (problem: Problem) => Promise<Fields>;
  /** Theirs are loaded in place of what was typed. */
  onTake: (theirs: Fields) => void;
  /** Of a record, what is compared with another. */
  shown: (fields: Fields) => Fields;
  /** Of its lists, those whose entries do not belong together by their places. */
  lists?: Lists | undefined;
  /** How its places and values are called where changes are compared. */
  words?: Shown | undefined;
  /** Above the buttons. */
  notice?: ReactNode;
}

export function Draft({ record, defaults, validate, readOnly = false, save, onSaved, ...props }: Props) {
  const { theirs, onTake, shown, lists, words, ...rest } = props;
  const notify = useNotify();
  const [typing, setTyping] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [crossed, setCrossed] = useState<Fields | null>(null);
  const [both, setBoth] = useState<Fields | null>(null);
  const { held, seen, setSeen } = useHeld(record, typing);
  const keep = (together: Fields, stored: Fields) => {
    setSeen(stored);
    setBoth(together);
  };
  /** What crosses a change may be that change, whose answer was lost. */
  const storedAlready = async (found: unknown, mine: Fields, seen: Fields) => {
    if (!(found instanceof Problem) || found.status !== 412) throw found;
    const stored = await theirs(found);
    const together = merged(seen, { ...seen, ...mine }, stored, lists) as Fields;
    if (same(shown(together), shown(stored))) return stored;
    setCrossed(stored);
    throw found;
  };
  const write = async (mine: Fields, seen: Fields) => {
    setError(null);
    try {
      const stored = await save(mine, seen).catch((found: unknown) => storedAlready(found, mine, seen));
      notify(stored._asked ? "cms.asked" : "cms.saved", { type: "success" });
      await onSaved(stored, mine);
      setTyping(false);
    } catch (found) {
      setError(found);
      if (found instanceof Problem) return found.body?.errors as Fields | undefined;
    }
    return undefined;
  };
  return (
    <Form
      {...(held ? { record: held } : {})}
      defaultValues={defaults ?? {}}
      onSubmit={(values: Fields) => write(changed(seen ?? {}, values), seen ?? {})}
      warnWhenUnsavedChanges={!readOnly}
      noValidate
      mode="onBlur"
      reValidateMode="onChange"
      {...(validate ? { validate } : {})}
    >
      <Inside
        {...rest}
        readOnly={readOnly}
        error={crossed ? null : error}
        failed={error}
        onTyping={setTyping}
        both={both}
      />
      {crossed && (
        <Conflict
          seen={seen ?? {}}
          theirs={crossed}
          shown={shown}
          lists={lists}
          words={words}
          onTake={onTake}
          onKeep={keep}
          onClose={() => {
            setCrossed(null);
            setError(null);
          }}
        />
      )}
    </Form>
  );
}

/** A record as it was when one began to type: what comes after shows itself as a conflict once one saves. `seen` is what
 * that is over: the same, or theirs, once what both changed has been put together. */
function useHeld<R>(record: R, typing: boolean): { held: R; seen: R; setSeen: (theirs: R) => void } {
  const [held, setHeld] = useState(record);
  const [seen, setSeen] = useState(record);
  if (!typing && held !== record) setHeld(record);
  if (!typing && seen !== record) setSeen(record);
  return { ...(typing ? { held, seen } : { held: record, seen: record }), setSeen };
}

/** Whether the form around has something that is not saved. */
export function useTyping(): boolean {
  return Object.keys(useFormState().dirtyFields).length > 0;
}

interface InsideProps extends Omit<DraftProps, "defaults" | "validate"> {
  notice?: ReactNode;
  readOnly: boolean;
  error: unknown;
  failed: unknown;
  onTyping: (typing: boolean) => void;
  /** What is to stand in the form and to be saved at once. */
  both: Fields | null;
}

/** All but what was made of it by a submit. */
const KEPT = {
  keepValues: true,
  keepDefaultValues: true,
  keepDirty: true,
  keepErrors: true,
  keepTouched: true,
  keepIsSubmitted: true,
  keepSubmitCount: true,
};

/** Not at once: most saves are over by then. */
const DIMMED = { opacity: 0.6, transition: "opacity 150ms 300ms" };

function Inside({ buttons, verb, readOnly, error, failed, onTyping, both, notice, children }: InsideProps) {
  const t = useTranslate();
  const { reset } = useFormContext();
  const { isSubmitting } = useFormState();
  const fields = useRef<HTMLFieldSetElement>(null);
  const typing = useTyping();
  useEffect(() => onTyping(typing), [onTyping, typing]);
  // The form takes a submit for a success: who leaves after one that failed has to be asked all the same.
  useEffect(() => {
    if (failed) reset(undefined, KEPT);
  }, [failed, reset]);
  useEffect(() => {
    if (!both) return;
    reset(both, { keepDefaultValues: true });
    fields.current?.form?.requestSubmit();
  }, [both, reset]);
  return (
    <>
      <Box
        component="fieldset"
        ref={fields}
        disabled={readOnly}
        // The answer fills the form anew: what was typed meanwhile would be gone.
        inert={isSubmitting}
        sx={{ border: 0, p: 0, m: 0, minWidth: 0, "&[inert]": DIMMED }}
      >
        {children}
      </Box>
      <Fault error={error} />
      {!readOnly && (
        <Box
          // A field that is left shows what is wrong with it: that must not move the button from under the pointer.
          onMouseDown={(event: MouseEvent) => event.preventDefault()}
          sx={({ colours: c }) => ({
            position: "sticky",
            bottom: 0,
            zIndex: 5,
            display: "flex",
            flexWrap: "wrap",
            gap: 1,
            alignItems: "center",
            py: 1.5,
            mt: 2,
            background: c.paper,
            borderTop: `1px solid ${c.line}`,
          })}
        >
          {notice}
          <Save verb={verb} />
          <Box role="status" sx={visuallyHidden}>
            {isSubmitting && t("cms.saving_lead")}
          </Box>
          {buttons}
        </Box>
      )}
    </>
  );
}

function Save({ verb = "cms.save" }: { verb?: string | undefined }) {
  const t = useTranslate();
  const { isSubmitting } = useFormState();
  return (
    <Button type="submit" variant="contained" disabled={isSubmitting} sx={{ minWidth: 110, minHeight: 36 }}>
      {t(isSubmitting ? "cms.saving" : verb)}
    </Button>
  );
}
