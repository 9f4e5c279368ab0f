/** What a chart over time is drawn from; no drawing here. */

/** A value a step; null where nobody knows. */
export type Values = readonly (number | null)[];

/** The least round number that all values fit under: 1, 2 or 5 and zeros. */
export function ceiling(values: Values): number {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  if (most === 0) return 1;
  const ten = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * ten).find((step) => step >= most) ?? most;
}

/** Values by step, with null for steps that are missing; the last step is the last there is. */
export function filled<Row extends { at: string }>(rows: readonly Row[], stepS: number, count: number): (Row | null)[] {
  const last = rows[rows.length - 1];
  if (!last) return [];
  const end = Date.parse(last.at);
  const byTime = new Map(rows.map((row) => [Date.parse(row.at), row]));
  return Array.from({ length: count }, (_, n) => byTime.get(end - (count - 1 - n) * stepS * 1_000) ?? null);
}

/** The line as an SVG path in a box of that size, broken where a value is missing; one that stands alone is a dash. */
export function path(values: Values, most: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const place = (value: number, n: number) => `${round(n * step)} ${round(height - (value / most) * height)}`;
  return values
    .map((value, n) => {
      if (value === null) return "";
      if (n > 0 && values[n - 1] !== null) return `L${place(value, n)}`;
      const alone = values[n + 1] === null || values[n + 1] === undefined;
      return `M${place(value, n)}${alone ? "h1" : ""}`;
    })
    .join("");
}

const round = (value: number) => Math.round(value * 100) / 100;
