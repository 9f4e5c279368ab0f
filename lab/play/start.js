/** The first thing anybody sees: a name, a topic, go. */

import { h, number, words, write } from "./dom.js";
import { curve, glyph } from "./glyph.js";

const NAME_LENGTH = 40;

/**
 * The start view. `begin(category)` starts a session; `hasPoints()` tells whether a new
 * name would leave points behind; `pulse` feeds the line's figures.
 */
export function start({ api, categories, begin, hasPoints, pulse }) {
  const topics = categories.map((category, index) => h(
    "li",
    {},
    h(
      "button",
      { type: "button", onclick: () => begin(category) },
      glyph(category.slug, index),
      h("b", {}, words(category.name)),
      h("small", {}, `${number(category.questions)} questions`),
    ),
  ));
  const any = () => begin(categories[Math.floor(Math.random() * categories.length)]);
  return h(
    "section",
    { "aria-labelledby": "hello" },
    h(
      "div.hello",
      {},
      ...promise(),
      h("div.go", {}, nameField(api, hasPoints), h("button.button", { type: "button", onclick: any }, "Play now")),
      now(pulse),
    ),
    h("div.choose", {}, h("h2", {}, "Or choose what you know"), h("ul.topics", {}, topics)),
  );
}

/** What is there before the server has answered. */
export const opening = () => h("section", {}, h("div.hello", {}, ...promise(), h("p.opening", { role: "status" }, "Opening …")));

const promise = () => [
  h("h1", { id: "hello" }, "Ten questions. ", h("em", {}, "Your name, live.")),
  h("p.lead", {}, "Quick and right earns most. Your points are on the board before you have read the verdict."),
];

function nameField(api, hasPoints) {
  const fault = h("span.fault", { id: "name-fault", role: "alert" });
  const hint = h("span.hint", { hidden: true }, "A new name is a new player: your points stay with this one.");
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
      fault.textContent = problem.status === 422 ? "Please try another name." : "The name could not be saved just now.";
    }
  };
  input.addEventListener("change", save);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") input.blur(); });
  input.addEventListener("focus", () => { hint.hidden = !hasPoints(); });
  return h("div.name", {}, h("label", { for: "name" }, "You play as"), input, hint, fault);
}

/** What the line does at this moment, in a few words. */
function now(pulse) {
  const rate = h("b");
  const lost = h("b");
  const picture = h("span");
  const place = h("p.now", { hidden: true }, picture, h("span", {}, rate, " answers a second"), h("span", {}, lost, " lost"), h("a", { href: "#watch" }, "Watch the line"));
  pulse.hear((beat) => {
    const { events_per_s: perSecond, lost: gone } = beat.figures;
    place.hidden = perSecond === null;
    write(rate, number(perSecond));
    write(lost, number(gone));
    lost.parentElement.hidden = gone === null;
    picture.replaceChildren(curve(beat.series.slice(-60)));
  }, place, 2000);
  return place;
}
