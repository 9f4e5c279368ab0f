/** A record in a form: saved when the API has it, and kept as typed while anything went wrong. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { CreateBase, EditBase, Form, type RaRecord, useNotify, useRedirect, useTranslate } from "ra-core";
import { type MouseEvent, type ReactNode, useState } from "react";
import { useFormState } from "react-hook-form";
import { Problem } from "../api/problem";
import type { Fields } from "../data/changes";
import { Conflict } from "./Conflict";
import { Fault } from "./Fault";

interface Props {
  resource: string;
  /** Of the record to change; without it one is made. */
  id?: string | undefined;
  defaults?: Fields;
  validate?: (values: Fields) => Fields;
  /** Beside the button that saves. */
  buttons?: ReactNode;
  /** Whether one may change it; else the fields are to be read. */
  readOnly?: boolean;
  onSaved?: (record: RaRecord) => void;
  children: ReactNode;
}

export function Editor({ resource, id, onSaved, ...rest }: Props) {
  const notify = useNotify();
  const redirect = useRedirect();
  const [error, setError] = useState<unknown>(null);
  const failed = (found: unknown) => setError(found);
  const saved = (record: RaRecord) => {
    setError(null);
    notify("cms.saved", { type: "success" });
    if (onSaved) onSaved(record);
    else if (!id) redirect("edit", resource, record.id, record);
  };
  const form = <Inner {...rest} resource={resource} id={id} error={error} forget={() => setError(null)} />;
  const options = { onError: failed, onSuccess: saved };
  return id ? (
    <EditBase
      resource={resource}
      id={id}
      mutationMode="pessimistic"
      redirect={false}
      mutationOptions={options}
      disableAuthentication
    >
      {form}
    </EditBase>
  ) : (
    <CreateBase resource={resource} redirect={false} mutationOptions={options} disableAuthentication>
      {form}
    </CreateBase>
  );
}

interface InnerProps extends Omit<Props, "onSaved"> {
  error: unknown;
  forget: () => void;
}

function Inner({ resource, id, defaults, validate, buttons, readOnly = false, error, forget, children }: InnerProps) {
  const conflict = error instanceof Problem && error.status === 412 ? error : null;
  const rules = validate ? { validate: validate as (values: Fields) => Fields } : {};
  return (
    <Form
      defaultValues={defaults ?? {}}
      warnWhenUnsavedChanges={!readOnly}
      noValidate
      mode="onBlur"
      reValidateMode="onChange"
      {...rules}
    >
      <Box component="fieldset" disabled={readOnly} sx={{ border: 0, p: 0, m: 0, minWidth: 0 }}>
        {children}
      </Box>
      {!conflict && <Fault error={error} />}
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
          <Save />
          {buttons}
        </Box>
      )}
      {id && conflict && <Conflict resource={resource} id={id} problem={conflict} onClose={forget} />}
    </Form>
  );
}

function Save() {
  const t = useTranslate();
  const { isSubmitting } = useFormState();
  return (
    <Button type="submit" variant="contained" disabled={isSubmitting} sx={{ minWidth: 110, minHeight: 36 }}>
      {t(isSubmitting ? "cms.saving" : "cms.save")}
    </Button>
  );
}
