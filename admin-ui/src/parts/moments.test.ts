import { expect, test } from "vitest";
import { duration, format, fromLocal, toLocal, utc } from "./moments";

test.each([
  ["2026-07-01T12:00", "Europe/Berlin", "2026-07-01T10:00:00.000Z"],
  ["2026-12-01T12:00", "Europe/Berlin", "2026-12-01T11:00:00.000Z"],
  ["2026-03-29T03:30", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
  ["2026-10-25T12:00", "America/New_York", "2026-10-25T16:00:00.000Z"],
  ["2026-11-24T00:15", "Asia/Kathmandu", "2026-11-23T18:30:00.000Z"],
])("%s in %s", (local, zone, at) => {
  expect(fromLocal(local, zone)).toBe(at);
  expect(toLocal(at, zone)).toBe(local);
});

test("a field that is empty or half filled names no moment", () => {
  expect(fromLocal("", "UTC")).toBeNull();
  expect(fromLocal("2026-13", "UTC")).toBeNull();
  expect(toLocal(null, "UTC")).toBe("");
});

test("a moment is told in the zone, and in UTC beside it", () => {
  expect(format("2026-11-24T22:30:00Z", "full", "Asia/Tokyo")).toBe("25 Nov 2026, 07:30");
  expect(utc("2026-11-24T22:30:00.123Z")).toBe("2026-11-24 22:30:00 UTC");
});

test("what is near is told by its distance", () => {
  const now = Date.parse("2026-11-24T12:00:00Z");
  expect(format("2026-11-24T11:57:10Z", "ago", "UTC", now)).toBe("2 min. ago");
  expect(format("2026-11-26T12:00:00Z", "ago", "UTC", now)).toBe("in 2 days");
  expect(format("2026-01-02T12:00:00Z", "ago", "UTC", now)).toBe("2 Jan 2026");
});

test.each([
  [340, "340 ms"],
  [4_240, "4.2 s"],
  [200_000, "3 min 20 s"],
  [7_320_000, "2 h 2 min"],
])("%d ms", (ms, words) => expect(duration(ms)).toBe(words));
