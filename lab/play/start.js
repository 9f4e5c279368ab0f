/** The first thing anybody sees: a name, go, and the ways to play. */

import { button, h, write } from "./dom.js";
import { curve } from "./glyph.js";
import { number, parts, t } from "./language.js";

const NAME_LENGTH = 40;

/** The promise and the name: `any()` starts a round of our choice. */
export function hello({ api, any, pulse }) {
  return h("div.hello", {}, ...promise(), h("div.go", {}, nameField(api), button(t("start.now"), any)), now(pulse));
}

/** What is there before the server has answered. */
export const opening = () => h("section", {}, h("div.hello", {}, ...promise(), h("p.opening", { role: "status" }, t("start.opening"))));

const promise = () => [
  h("h1", { id: "hello", tabindex: -1 }, t("start.ten"), " ", h("em", {}, t("start.live"))),
  h("p.lead", {}, t("start.lead")),
];

function nameField(api) {
  const fault = h("span.fault", { id: "name-fault", role: "alert" });
  const input = h("input", {
    id: "name", maxlength: NAME_LENGTH, autocomplete: "off", spellcheck: "false", dir: "auto",
    "aria-describedby": "name-fault", value: api.player.name,
  });
  const save = async () => {
    const name = input.value.trim();
    fault.textContent = "";
    if (!name || name === api.player.name) return void (input.value = api.player.name);
    try {
      input.value = (await api.rename(name)).name;
    } catch (problem) {
      fault.textContent = t(problem.status === 422 ? "name.unfit" : "name.unsaved");
    }
  };
  input.addEventListener("change", save);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") input.blur(); });
  return h("div.name", {}, h("label", { for: "name" }, t("name.label")), input, fault);
}

/** What the line does at this moment, in a few words. */
function now(pulse) {
  const rate = h("b");
  const lost = h("b");
  const picture = h("span");
  const lostPart = h("span", {}, ...parts("start.lost", { figure: lost }));
  const place = h("p.now", { hidden: true }, picture, h("span", {}, ...parts("start.rate", { figure: rate })), lostPart, h("a", { href: "#watch" }, t("start.watch")));
  pulse.hear((beat) => {
    const { events_per_s: perSecond, lost: gone } = beat.figures;
    place.hidden = perSecond === null;
    write(rate, number(perSecond));
    write(lost, number(gone));
    lostPart.hidden = gone === null;
    picture.replaceChildren(curve(beat.series.slice(-60)));
  }, place, 2000);
  return place;
}
