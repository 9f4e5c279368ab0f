/** What a form changed. */

export type Fields = Record<string, unknown>;

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

/** Every place where two documents differ, down to what is neither object nor list. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (same(before, after)) return [];
  const inner = (name: string | number) => (path ? `${path}.${name}` : String(name));
  if (Array.isArray(before) && Array.isArray(after)) {
    const most = Math.max(before.length, after.length);
    return Array.from({ length: most }, (_, at) => differences(before[at], after[at], inner(at))).flat();
  }
  if (isFields(before) && isFields(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => (name.startsWith("_") ? [] : differences(before[name], after[name], inner(name))));
  }
  return [{ path, before, after }];
}
