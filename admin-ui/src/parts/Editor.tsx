/** A record of the API in a form. */

import { useQueryClient } from "@tanstack/react-query";
import { type Identifier, type RaRecord, useCreate, useDataProvider, useGetOne, useRedirect, useUpdate } from "ra-core";
import { useState } from "react";
import { useLocation } from "react-router-dom";
import type { Problem } from "../api/problem";
import type { Fields } from "../data/changes";
import { RESOURCES } from "../data/resources";
import { Draft, type DraftProps } from "./Draft";
import { Fault } from "./Fault";
import { type ApiNote, type Note, Notes, notesOn } from "./Notes";
import { Waiting } from "./Waiting";

interface Props extends DraftProps {
  resource: string;
  /** Of the record to change; without it one is made. */
  id?: string | undefined;
  onSaved?: () => unknown;
}

export function Editor({ resource, id, onSaved, ...rest }: Props) {
  const redirect = useRedirect();
  const queries = useQueryClient();
  const provider = useDataProvider();
  const { lists, shown: words } = RESOURCES[resource] ?? {};
  // What was made is shown by another page: it is told there what the API said of it.
  const { state } = useLocation() as { state: { notes?: Note[] } | null };
  const [notes, setNotes] = useState(state?.notes ?? []);
  const { data: record, error, refetch } = useGetOne(resource, { id: id ?? "" }, { enabled: id !== undefined });
  const [create] = useCreate(resource);
  const [update] = useUpdate(resource, undefined, { mutationMode: "pessimistic" });
  const save = (mine: Fields, seen: Fields): Promise<Fields> =>
    id === undefined
      ? create(resource, { data: mine }, { returnPromise: true })
      : update(resource, { id, data: { ...seen, ...mine }, previousData: seen as RaRecord }, { returnPromise: true });
  const told = (stored: Fields, mine: Fields) => {
    // Where nothing was sent, the notes are those of an earlier answer.
    const answered = Object.keys(mine).length ? (stored.notes as ApiNote[] | undefined) : [];
    const found = notesOn(mine, answered ?? [], lists);
    setNotes(found);
    if (onSaved) onSaved();
    else if (id === undefined) redirect("edit", resource, stored.id as Identifier, stored, { notes: found });
  };
  /** The page around shows what is stored; the form keeps what was typed. */
  const heard = (found: Fields) => queries.setQueryData([resource, "getOne", { id: String(id) }], found);
  const theirs = async ({ members, etag }: Problem): Promise<Fields> => {
    const fields = members.current as Fields | undefined;
    const found =
      fields && etag
        ? { ...(RESOURCES[resource]?.receive?.(fields) ?? fields), id, _etag: etag }
        : (await provider.getOne(resource, { id })).data;
    heard(found);
    return found;
  };
  if (id !== undefined && !record) return error ? <Fault error={error} onRetry={refetch} /> : <Waiting />;
  return (
    <Draft
      {...rest}
      record={record}
      save={save}
      onSaved={told}
      theirs={theirs}
      onTake={heard}
      shown={(fields) => shown(resource, fields)}
      lists={lists}
      words={words}
      notice={<Notes notes={notes} words={words} onClose={() => setNotes([])} />}
    />
  );
}

/** Of a record, what a form may change. */
function shown(resource: string, fields: Fields): Fields {
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith("_")));
  return RESOURCES[resource]?.give?.(own) ?? own;
}
