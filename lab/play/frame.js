/** What stands around every view: brand, the ways through the page, language and light. */

import { h, s, write } from "./dom.js";
import { language, LANGUAGES, number, t } from "./language.js";
import { theme, turn } from "./theme.js";

/** The ways through the page, each with the strokes of its sign. */
const WAYS = {
  play: "M7 4l13 8-13 8z",
  battle: "M4 4l11 11M20 4L9 15M12 18l6-6M6 12l6 6M5 20l3-3M19 20l-3-3",
  boards: "M5 20V11M12 20V4M19 20v-6",
  friends: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.7-3.6 3.2-5.5 6.5-5.5s5.8 1.9 6.5 5.5M16 4.3a3.5 3.5 0 0 1 0 6.4M17.5 14.9c2 .7 3.5 2.4 4 5.1",
  you: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-4 4-6 8-6s7 2 8 6",
  inbox: "M4 5h16v14H4zM4 13h5l1.5 2.5h3L15 13h5",
  watch: "M3 12h4l3-8 4 16 3-8h4",
};

const GIFT = "M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7C9 7 7 6 7.5 4S11 4 12 7c1-3 4-5 4.5-3S15 7 12 7";

/** The top of the page. `unread` is counted beside the inbox; `speak(lang)` changes the language. */
export function top({ unread, speak }) {
  const badge = h("span.count", { hidden: true });
  const count = () => {
    badge.hidden = !unread.count;
    badge.replaceChildren(number(unread.count), h("span.spoken", {}, ` ${t("inbox.unread")}`));
  };
  unread.addEventListener("change", count);
  count();
  const ways = Object.entries(WAYS).map(([way, strokes]) => h(
    "a",
    { href: `#${way}`, "data-view": way },
    sign(strokes),
    t(`nav.${way}`),
    way === "inbox" ? badge : null,
  ));
  return [brand(), h("nav", { "aria-label": t("nav") }, ways), h("div.choices", {}, gift(), languages(speak), light())];
}

/** Its end: where the API and Flower are. */
export function bottom({ api_url: api, flower_url: flower }) {
  return [
    h("a", { href: `${api}/docs`, rel: "noreferrer" }, "API"),
    flower ? h("a", { href: flower, rel: "noreferrer" }, "Flower") : null,
  ].filter(Boolean);
}

const brand = () => h("a.brand", { href: "#play", "aria-label": t("brand") }, h("img.brand-mark", { src: "mark.svg", alt: "", width: 32, height: 32 }), h("span", {}, "Buzzline"));

const gift = () => h("a.gift-way", { href: "#rewards", "data-view": "rewards", "aria-label": t("nav.rewards"), title: t("nav.rewards") }, sign(GIFT));

const sign = (strokes) => s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: strokes }));

function languages(speak) {
  const options = Object.entries(LANGUAGES).map(([tag, name]) => h("option", { value: tag, lang: tag, selected: tag === language() }, name));
  return h("select.language", { id: "language", "aria-label": t("language"), onchange: ({ target }) => speak(target.value) }, options);
}

function light() {
  const sign = h("span", { "aria-hidden": "true" });
  const element = h("button.light", { type: "button", onclick: () => { turn(); draw(); } }, sign);
  const draw = () => {
    write(sign, theme() === "dark" ? "☀" : "☾");
    element.setAttribute("aria-label", t(theme() === "dark" ? "theme.light" : "theme.dark"));
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return element;
}
