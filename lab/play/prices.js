/** What values cost in tokens: whole numbers all the way, so that the price here is the server's. */

/** "9.99" -> 999n hundredths, in whichever digits; null if it is no amount. */
export function hundredths(text) {
  const latin = text.trim().replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15).replace(/[,٫]/, ".");
  const [, whole, part = ""] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(latin) ?? [];
  return whole === undefined ? null : BigInt(whole) * 100n + BigInt(part.padEnd(2, "0"));
}

/** 999n -> "9.99". */
export const amount = (value) => `${value / 100n}.${String(value % 100n).padStart(2, "0")}`;

/** Tokens for so many hundredths, at a price a unit like "1050.00": rounded up, at least 1. */
export function tokens(value, perUnit) {
  const [whole, part = ""] = perUnit.split(".");
  const scale = 100n * 10n ** BigInt(part.length);
  const price = (value * BigInt(whole + part) + scale - 1n) / scale;
  return Number(price > 1n ? price : 1n);
}
