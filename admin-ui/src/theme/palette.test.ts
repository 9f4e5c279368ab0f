import { describe, expect, test } from "vitest";
import { type Colours, DARK, LIGHT } from "./palette";

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ["paper", "card", "sunk"] as const;
const TEXTS = ["ink", "soft", "link", "good", "bad", "warn", "info"] as const;
const WASHES = [
  ["good", "goodWash"],
  ["bad", "badWash"],
  ["warn", "warnWash"],
  ["info", "infoWash"],
  ["ink", "markWash"],
  ["onPrimary", "primary"],
] as const;

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
] as [string, Colours][])("%s", (_, colours) => {
  test.each(GROUNDS)("every text is read on %s", (ground) => {
    for (const text of TEXTS) expect(contrast(colours[text], colours[ground]), text).toBeGreaterThanOrEqual(4.5);
  });

  test.each(WASHES)("%s is read on %s", (text, wash) => {
    expect(contrast(colours[text], colours[wash])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(GROUNDS)("edges and focus are seen on %s", (ground) => {
    for (const line of ["edge", "focus"] as const)
      expect(contrast(colours[line], colours[ground]), line).toBeGreaterThanOrEqual(3);
  });
});
