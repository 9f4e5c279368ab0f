/** A record of the API in a form. */

import { useQueryClient } from "@tanstack/react-query";
import { type RaRecord, useCreate, useDataProvider, useGetOne, useNotify, useRedirect, useUpdate } from "ra-core";
import type { Problem } from "../api/problem";
import type { Fields } from "../data/changes";
import { RESOURCES } from "../data/resources";
import { Draft, type DraftProps } from "./Draft";
import { Fault } from "./Fault";
import { Waiting } from "./Waiting";

interface Props extends DraftProps {
  resource: string;
  /** Of the record to change; without it one is made. */
  id?: string | undefined;
  onSaved?: (record: RaRecord) => void;
}

export function Editor({ resource, id, onSaved, ...rest }: Props) {
  const notify = useNotify();
  const redirect = useRedirect();
  const queries = useQueryClient();
  const provider = useDataProvider();
  const { data: record, error, refetch } = useGetOne(resource, { id: id ?? "" }, { enabled: id !== undefined });
  const [create] = useCreate(resource);
  const [update] = useUpdate(resource, undefined, { mutationMode: "pessimistic" });
  const save = async (mine: Fields, seen: Fields) => {
    const saved = await (id === undefined
      ? create(resource, { data: mine }, { returnPromise: true })
      : update(resource, { id, data: { ...seen, ...mine }, previousData: seen as RaRecord }, { returnPromise: true }));
    notify("cms.saved", { type: "success" });
    if (onSaved) onSaved(saved);
    else if (id === undefined) redirect("edit", resource, saved.id, saved);
  };
  const theirs = async ({ members, etag }: Problem): Promise<Fields> => {
    if (!members.current || !etag) return (await provider.getOne(resource, { id })).data;
    const fields = members.current as Fields;
    return { ...(RESOURCES[resource]?.receive?.(fields) ?? fields), id, _etag: etag };
  };
  if (id !== undefined && !record) return error ? <Fault error={error} onRetry={refetch} /> : <Waiting />;
  return (
    <Draft
      {...rest}
      record={record}
      save={save}
      theirs={theirs}
      onTake={(found) => queries.setQueryData([resource, "getOne", { id: String(id) }], found)}
      shown={(fields) => shown(resource, fields)}
      lists={RESOURCES[resource]?.lists}
      words={RESOURCES[resource]?.shown}
    />
  );
}

/** Of a record, what a form may change. */
function shown(resource: string, fields: Fields): Fields {
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith("_")));
  return RESOURCES[resource]?.give?.(own) ?? own;
}
