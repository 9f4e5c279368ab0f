/** Little pictures drawn from data: a category's own line, and a curve of figures. */

import { s } from "./dom.js";

const HUES = [42, 200, 152, 268, 338, 18, 228, 96, 300, 176];

/** A category's picture: a line that only its slug draws this way. */
export function glyph(slug, index) {
  const random = dice(slug);
  const steps = 13;
  const points = Array.from({ length: steps }, (_, at) => {
    const swing = Math.sin((at / (steps - 1)) * Math.PI);
    return [6 + (at * 108) / (steps - 1), 20 - swing * (random() * 2 - 1) * 13];
  });
  const hue = HUES[index % HUES.length];
  const picture = s(
    "svg",
    { class: "glyph", viewBox: "0 0 120 40", preserveAspectRatio: "none", "aria-hidden": "true" },
    s("rect", { width: 120, height: 40 }),
    s("path", { d: smooth(points), fill: "none", "stroke-width": 3, "stroke-linecap": "round", "vector-effect": "non-scaling-stroke" }),
  );
  picture.style.setProperty("--hue", hue);
  return picture;
}

/** A curve of figures through time, oldest first; null is "not known" and leaves a gap. */
export function curve(figures, width = 120, height = 40) {
  const most = Math.max(1, ...figures.map((figure) => figure ?? 0));
  const step = width / Math.max(1, figures.length - 1);
  const parts = [];
  let part = [];
  figures.forEach((figure, at) => {
    if (figure === null) part = [];
    else {
      if (!part.length) parts.push(part);
      part.push([at * step, height - 2 - (figure / most) * (height - 5)]);
    }
  });
  const drawn = parts.filter((points) => points.length > 1).map((points) => points.map(pair).join("L"));
  const areas = parts.filter((points) => points.length > 1).map((points) => {
    const [first, last] = [points[0][0], points.at(-1)[0]];
    return `M${first} ${height}L${points.map(pair).join("L")}L${last} ${height}Z`;
  });
  return s(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    s("path", { d: areas.join(""), fill: "currentColor", opacity: 0.16 }),
    s("path", { d: drawn.map((line) => `M${line}`).join(""), fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linejoin": "round", "vector-effect": "non-scaling-stroke" }),
  );
}

const pair = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;

function smooth(points) {
  const [first, ...rest] = points;
  let from = first;
  return `M${pair(first)}${rest.map((to) => {
    const middle = (from[0] + to[0]) / 2;
    const bend = `C${middle.toFixed(1)} ${from[1].toFixed(1)} ${middle.toFixed(1)} ${to[1].toFixed(1)} ${pair(to)}`;
    from = to;
    return bend;
  }).join("")}`;
}

/** Numbers in 0..1 that always follow from the same text in the same way. */
function dice(text) {
  let state = [...text].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 0x01000193), 0x811c9dc5);
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39) + 0x9e3779b9;
    return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
  };
}
