/** A form over what is stored: what was typed stays as it is while that changes meanwhile or cannot be written, until it
 * is saved or given up. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { Form, useTranslate } from "ra-core";
import { type MouseEvent, type ReactNode, useEffect, useState } from "react";
import { useFormContext, useFormState } from "react-hook-form";
import { Problem } from "../api/problem";
import { changed, type Fields } from "../data/changes";
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
  /** Writes what was changed over what was seen, whose tag is `_etag`. Raises Problem. */
  save: (mine: Fields, seen: Fields) => Promise<unknown>;
  /** What is stored now, where a change crossed another. */
  theirs: (problem: Problem) => Promise<Fields>;
  /** Theirs are loaded in place of what was typed. */
  onTake: (theirs: Fields) => void;
  /** Of a record, what is compared with another. */
  shown: (fields: Fields) => Fields;
}

export function Draft({ record, defaults, validate, readOnly = false, save, theirs, onTake, shown, ...rest }: Props) {
  const [typing, setTyping] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const held = useHeld(record, typing);
  const write = async (mine: Fields, seen: Fields) => {
    setError(null);
    try {
      await save(mine, seen);
      setTyping(false);
    } catch (found) {
      setError(found);
      if (found instanceof Problem) return found.body?.errors as Fields | undefined;
    }
    return undefined;
  };
  const conflict = error instanceof Problem && error.status === 412 ? error : null;
  return (
    <Form
      {...(held ? { record: held } : {})}
      defaultValues={defaults ?? {}}
      onSubmit={(values: Fields) => write(changed(held ?? {}, values), held ?? {})}
      warnWhenUnsavedChanges={!readOnly}
      noValidate
      mode="onBlur"
      reValidateMode="onChange"
      {...(validate ? { validate } : {})}
    >
      <Inside {...rest} readOnly={readOnly} error={conflict ? null : error} failed={error} onTyping={setTyping} />
      {conflict && (
        <Conflict
          problem={conflict}
          theirs={theirs}
          shown={shown}
          onTake={onTake}
          onKeep={write}
          onClose={() => setError(null)}
        />
      )}
    </Form>
  );
}

/** A record as it was when one began to type: what comes after shows itself as a conflict once one saves. */
function useHeld<R>(record: R, typing: boolean): R {
  const [held, setHeld] = useState(record);
  if (!typing && held !== record) setHeld(record);
  return typing ? held : record;
}

/** Whether the form around has something that is not saved. */
export function useTyping(): boolean {
  return Object.keys(useFormState().dirtyFields).length > 0;
}

interface InsideProps extends Omit<DraftProps, "defaults" | "validate"> {
  readOnly: boolean;
  error: unknown;
  failed: unknown;
  onTyping: (typing: boolean) => void;
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

function Inside({ buttons, verb, readOnly, error, failed, onTyping, children }: InsideProps) {
  const { reset } = useFormContext();
  const typing = useTyping();
  useEffect(() => onTyping(typing), [onTyping, typing]);
  // The form takes a submit for a success: who leaves after one that failed has to be asked all the same.
  useEffect(() => {
    if (failed) reset(undefined, KEPT);
  }, [failed, reset]);
  return (
    <>
      <Box component="fieldset" disabled={readOnly} sx={{ border: 0, p: 0, m: 0, minWidth: 0 }}>
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
          <Save verb={verb} />
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
