/** A list with one of its items elsewhere; the same list when there is no such place. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const order = [...items];
  if (to < 0 || to >= order.length) return order;
  const [one] = order.splice(from, 1);
  if (one !== undefined) order.splice(to, 0, one);
  return order;
}
