import { expect, test } from "vitest";
import { money, monthDays, thisMonth } from "./types";

test("a month has all of its days", () => {
  expect(monthDays("2026-11")).toEqual({ from: "2026-11-01", to: "2026-11-30" });
  expect(monthDays("2028-02")).toEqual({ from: "2028-02-01", to: "2028-02-29" });
  expect(monthDays("2026-12").to).toBe("2026-12-31");
});

test("the running month is UTC's", () => {
  expect(thisMonth(new Date("2026-11-30T23:59:59Z")).from).toBe("2026-11-01");
  expect(thisMonth(new Date("2026-12-01T00:00:00Z")).from).toBe("2026-12-01");
});

test("money that is not known is none", () => {
  expect(money({ amount: "12.50", currency: "USD" })).toBe("12.50 USD");
  expect(money(null)).toBeNull();
});
