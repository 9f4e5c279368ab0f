/** react-admin's data provider on our API: keyset pages, an ETag that travels with its record, problems as they come. */

import type { DataProvider, GetListParams, Identifier, RaRecord } from "ra-core";
import { ASKED, send } from "../api/http";
import { changed, type Fields } from "./changes";
import { Cursors } from "./cursors";
import { once } from "./once";
import type { Resource } from "./resource";
import { RESOURCES } from "./resources";

interface Listed {
  items: Fields[];
  next?: string | null;
}

const cursors = new Cursors();

/** The provider; `resources` says where what is. */
export function dataProvider(resources: Record<string, Resource> = RESOURCES): DataProvider {
  const at = (name: string): Resource => {
    const found = resources[name];
    if (!found) throw new Error(`${name} is no resource of the API`);
    return found;
  };
  const place = (name: string, id: Identifier) => `${at(name).path}/${encodeURIComponent(String(id))}`;
  const record = (name: string, fields: Fields, etag: string | null = null): RaRecord => ({
    ...(at(name).receive?.(fields) ?? fields),
    id: fields[at(name).key ?? "id"] as Identifier,
    ...(etag ? { _etag: etag } : {}),
  });
  const given = (name: string, fields: Fields): Fields => {
    const own = Object.fromEntries(Object.entries(fields).filter(([field]) => !field.startsWith("_")));
    return at(name).give?.(own) ?? own;
  };

  async function getList(name: string, params: Partial<GetListParams>) {
    const { page = 1, perPage = 25 } = params.pagination ?? {};
    const query: Fields = { ...params.filter };
    if (at(name).sorted && params.sort)
      Object.assign(query, { sort: params.sort.field, order: params.sort.order.toLowerCase() });
    const fetchPage = async (cursor: string | null) => {
      const { data } = await send<Listed>(at(name).path, {
        query: { ...query, limit: perPage, cursor },
        signal: params.signal,
      });
      return { items: data.items.map((fields) => record(name, fields)), next: data.next ?? null };
    };
    const found = await cursors.page(JSON.stringify([name, perPage, query]), page, fetchPage);
    return { data: found.items, pageInfo: { hasNextPage: found.next !== null, hasPreviousPage: page > 1 } };
  }

  async function getOne(name: string, id: Identifier, signal?: AbortSignal) {
    const { data, etag } = await send<Fields>(place(name, id), { signal });
    return record(name, data, etag);
  }

  async function update(name: string, id: Identifier, before: Fields, now: Fields) {
    const { put = false } = at(name);
    const body = given(name, put ? now : changed(before, now));
    if (!put && Object.keys(body).length === 0) return { ...before, id } as RaRecord;
    const etag = now._etag ?? before._etag;
    const headers: Record<string, string> = typeof etag === "string" ? { "If-Match": etag } : {};
    const answer = await send<Fields>(place(name, id), { method: put ? "PUT" : "PATCH", body, headers });
    if (answer.status === ASKED) return { ...(await getOne(name, id)), _asked: true };
    return record(name, answer.data, answer.etag);
  }

  async function remove(name: string, id: Identifier, before: Fields | undefined, reason?: string) {
    const etag = before?._etag;
    const headers: Record<string, string> = typeof etag === "string" ? { "If-Match": etag } : {};
    const body = reason ? { reason } : undefined;
    await send(place(name, id), { method: "DELETE", body, headers });
    return { ...before, id } as RaRecord;
  }

  const provider: DataProvider = {
    supportAbortSignal: true,
    getList: getList as DataProvider["getList"],
    getOne: async (name, { id, signal }) => ({ data: (await getOne(name, id, signal)) as never }),
    getMany: async (name, { ids, signal }) => ({
      data: (await Promise.all(ids.map((id) => getOne(name, id, signal)))) as never,
    }),
    getManyReference: (name, { target, id, ...params }) =>
      getList(name, { ...params, filter: { ...params.filter, [target]: id } }) as never,
    create: async (name, { data }) => {
      const body = given(name, data as Fields);
      const { path } = at(name);
      const answer = await once(path, body, (headers) => send<Fields>(path, { method: "POST", body, headers }));
      return { data: record(name, answer.data, answer.etag) as never };
    },
    update: async (name, { id, data, previousData }) => ({
      data: (await update(name, id, previousData ?? {}, data as Fields)) as never,
    }),
    updateMany: async (name, { ids, data }) => {
      for (const id of ids) await update(name, id, await getOne(name, id), data as Fields);
      return { data: ids };
    },
    delete: async (name, { id, previousData, meta }) => ({
      data: (await remove(name, id, previousData, meta?.reason)) as never,
    }),
    deleteMany: async (name, { ids }) => {
      for (const id of ids) await remove(name, id, await getOne(name, id));
      return { data: ids };
    },
  };
  return provider;
}
