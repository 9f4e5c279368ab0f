/** What a form changed, and how two changes of one record come together. */

export type Fields = Record<string, unknown>;

/** How entries of a list belong together, by the list's name: by a field of theirs, or `null` where the list is one
 * value. Entries of all others belong together by their places. */
export type Lists = Record<string, string | null>;

/** Deeply the same, as JSON would be. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, at) => same(item, other[at]));
  if (isFields(one) && isFields(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].every((name) => same(one[name], other[name]));
  }
  return false;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of `now` that differ from `before`; names that begin with `_` are ours and never sent. */
export function changed(before: Fields, now: Fields): Fields {
  return Object.fromEntries(
    Object.entries(now).filter(([name, value]) => !name.startsWith("_") && !same(before[name], value)),
  );
}

export interface Difference {
  /** Where, as `wordings.0.stem`. */
  path: string;
  before: unknown;
  after: unknown;
}

/** Every place where two documents differ, down to what has no parts. */
export function differences(before: unknown, after: unknown, lists: Lists = {}, path = ""): Difference[] {
  if (same(before, after)) return [];
  const name = path.slice(path.lastIndexOf(".") + 1);
  const [one, other] = [parts(before, lists[name]), parts(after, lists[name])];
  if (!one || !other || Array.isArray(before) !== Array.isArray(after)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((inner) =>
    inner.startsWith("_") ? [] : differences(one[inner], other[inner], lists, path ? `${path}.${inner}` : inner),
  );
}

/** Mine over theirs: what differs between `base` and `mine` is mine, all else is theirs, down to what has no parts. A
 * list that goes by places and has another length in one of the three is one value. Where one of the two put such a list
 * in another order all is mine: what stands at a place, and what is said of it elsewhere, is not the same any more. */
export function merged(base: unknown, mine: unknown, theirs: unknown, lists: Lists = {}): unknown {
  const crossed = !same(base, mine) && !same(base, theirs);
  const moved = crossed && (reorders(base, mine, lists) || reorders(base, theirs, lists));
  return moved ? mine : together(base, mine, theirs, lists);
}

function reorders(before: unknown, after: unknown, lists: Lists, name = ""): boolean {
  const [one, other] = [parts(before, lists[name]), parts(after, lists[name])];
  if (!one || !other || same(one, other)) return false;
  if (Array.isArray(before) && !lists[name] && same(sorted(one), sorted(other))) return true;
  return Object.keys(one).some((inner) => reorders(one[inner], other[inner], lists, inner));
}

function sorted(list: Fields): string[] {
  return Object.values(list)
    .map((item) => JSON.stringify(item))
    .sort();
}

function together(base: unknown, mine: unknown, theirs: unknown, lists: Lists, name = ""): unknown {
  if (same(base, mine)) return theirs;
  if (same(base, theirs)) return mine;
  const key = lists[name];
  const three = [base, mine, theirs];
  const [seen, own, other] = three.map((value) => parts(value, key));
  if (!seen || !own || !other || !alike(three, key)) return mine;
  const names = [...new Set([...Object.keys(other), ...Object.keys(own)])];
  const found = names.map((inner) => [inner, together(seen[inner], own[inner], other[inner], lists, inner)] as const);
  const kept = Object.fromEntries(found.filter(([, value]) => value !== undefined));
  return Array.isArray(mine) ? Object.values(kept) : kept;
}

/** A place of a document by a path with list indexes, called as `differences` calls it, and what stands there. */
export function locate(document: unknown, path: string, lists: Lists = {}): { path: string; value: unknown } {
  const named: string[] = [];
  let value = document;
  let key: string | null | undefined;
  for (const part of path.split(".")) {
    value = (value as Fields | undefined | null)?.[part];
    named.push(key && isFields(value) ? String(value[key]) : part);
    key = lists[part];
  }
  return { path: named.join("."), value };
}

/** Whether two places are one, or one is inside the other. */
export function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** The parts of a value by what tells them apart; null of what is one value. Records in a list are one: who chose them
 * chose their order. */
function parts(value: unknown, key: string | null | undefined): Fields | null {
  if (isFields(value)) return value;
  if (!Array.isArray(value) || key === null) return null;
  if (key) return Object.fromEntries(value.map((entry: Fields) => [String(entry[key]), entry]));
  return value.some((entry) => isFields(entry) && "id" in entry) ? null : { ...value };
}

function alike(three: unknown[], key: string | null | undefined): boolean {
  const lists = three.filter(Array.isArray);
  if (lists.length === 0) return true;
  return lists.length === three.length && (Boolean(key) || new Set(lists.map(({ length }) => length)).size === 1);
}
