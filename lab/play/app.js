/** The page: Play or Watch, by the address' fragment; API and Flower are elsewhere. */

import { Api } from "./api.js";
import { Line } from "./line.js";
import { Play } from "./play.js";
import { Pulse } from "./pulse.js";
import { Watch } from "./watch.js";

const VIEWS = { play: Play, watch: Watch };
const TITLES = { play: "Buzzline", watch: "Watch · Buzzline" };

const config = await (await fetch("config.json")).json();
const api = new Api(config.api_url);
const parts = { api, line: new Line(api), pulse: new Pulse() };
const stage = document.getElementById("stage");
const views = {};
let view = null;

link("to-api", `${config.api_url}/docs`);
link("to-flower", config.flower_url);
addEventListener("hashchange", show);
show();

/** Views are kept: a game goes on while its player looks at the line. */
function show() {
  const name = location.hash.slice(1) in VIEWS ? location.hash.slice(1) : "play";
  view?.leave();
  view = views[name] ??= new VIEWS[name](parts);
  document.title = TITLES[name];
  for (const anchor of document.querySelectorAll("[data-view]")) {
    if (anchor.dataset.view === name) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  stage.replaceChildren(view.element);
  scrollTo({ top: 0 });
  view.enter();
}

function link(id, url) {
  const anchor = document.getElementById(id);
  if (url) anchor.href = url;
  else anchor.hidden = true;
}
