/** The page: one view at a time, by the address' fragment, in a frame that is there for all of them. */

import { Account } from "./account.js";
import { Api } from "./api.js";
import { Appeals } from "./appeals.js";
import { Battles } from "./battles.js";
import { Boards } from "./boards.js";
import { say } from "./dom.js";
import { Duel } from "./duel.js";
import { bottom, top } from "./frame.js";
import { Friends } from "./friends.js";
import { History } from "./history.js";
import { Inbox, Unread } from "./inbox.js";
import { Invite } from "./invite.js";
import { language, speak, t } from "./language.js";
import { Line } from "./line.js";
import { Orders } from "./orders.js";
import { Play } from "./play.js";
import { Pulse } from "./pulse.js";
import { Queue } from "./queue.js";
import { Rewards } from "./rewards.js";
import { Support } from "./support.js";
import { show as paint } from "./theme.js";
import { tell } from "./trouble.js";
import { Vote } from "./vote.js";
import { Watch } from "./watch.js";
import { place } from "./ways.js";
import { Wishes } from "./wishes.js";
import { You } from "./you.js";

const VIEWS = { play: Play, battle: Battles, duel: Duel, vote: Vote, boards: Boards, friends: Friends, you: You, rewards: Rewards, account: Account, inbox: Inbox, invite: Invite, appeals: Appeals, history: History, watch: Watch, told: Wishes, support: Support };

const config = await (await fetch("config.json")).json();
const api = new Api(config.api_url);
const line = new Line(api);
const demo = config.demo && (() => api.come("/v1/auth/login", config.demo));
const parts = { api, line, pulse: new Pulse(), unread: new Unread(api, line), queue: new Queue(line), orders: new Orders(api), demo };
const stage = document.getElementById("stage");
let views = {};
let view = null;

paint();
frame();
show();
addEventListener("hashchange", show);
api.addEventListener("player", become);
parts.unread.addEventListener("message", ({ detail }) => say(`${t("inbox.new")}: ${detail.title}`));
parts.orders.addEventListener("refused", ({ detail }) => tell(detail));
// A battle begins, wherever its player is looking.
parts.queue.addEventListener("matched", ({ detail }) => { location.hash = `#battle/${detail.battle_id}`; });
line.addEventListener("change", back);
line.start();
settle();

/** Lead whoever opens the page in the middle of a battle back into it, with the first word of the socket. */
function back() {
  if (!line.open) return;
  line.removeEventListener("change", back);
  const running = line.welcome.battle?.battle_id;
  if (running && !location.hash.includes(running)) location.hash = `#battle/${running}`;
}

/** Views are kept: a game goes on while its player looks at the line. */
function show({ type } = {}) {
  // A mail leads to `#/` and the path of its message.
  if (location.hash.startsWith("#/")) history.replaceState(null, "", `#${place(location.hash.slice(1))?.fragment ?? "inbox"}`);
  // The API's own links to duels have a "=".
  const [wanted, detail, more] = location.hash.slice(1).split(/[/=]/);
  const name = wanted in VIEWS ? wanted : "play";
  const before = view;
  view?.leave();
  view = views[name] ??= new VIEWS[name](parts);
  document.title = name === "play" ? "Buzzline" : `${t(`nav.${name}`)} · Buzzline`;
  for (const anchor of document.querySelectorAll("[data-view]")) {
    if (anchor.dataset.view === name) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  stage.replaceChildren(view.element);
  view.enter(detail, view === before, more);
  if (type !== "hashchange") return;
  scrollTo({ top: 0 });
  view.element.querySelector("h1")?.focus({ preventScroll: true });
}

/** Head and foot in the language of now. */
function frame() {
  Object.assign(document.getElementById("skip"), { textContent: t("skip"), onclick: skip });
  document.getElementById("top").replaceChildren(...top({ unread: parts.unread, speak: change }));
  document.getElementById("foot").replaceChildren(...bottom(config));
}

/** Past the frame; the address stays, as it names the view. */
function skip(event) {
  event.preventDefault();
  stage.focus();
}

/** Everything again in another language; a session that runs goes on where it was. */
function change(wanted) {
  speak(wanted);
  view.leave();
  for (const one of Object.values(views)) one.close?.();
  views = {};
  view = null;
  frame();
  show();
  document.getElementById("language").focus();
  settle();
}

/** Another player: what was drawn for the one before is given up, but for the view that is looked at. */
function become() {
  for (const [name, one] of Object.entries(views)) {
    if (one === view) continue;
    one.close?.();
    delete views[name];
  }
  settle();
}

/** Who is blocked may read why, and appeal. */
function lock({ code }) {
  if (code === "blocked") location.hash = "#appeals";
  return null;
}

/** Tell the API what the player speaks, and where their days begin; and hear what waits. */
async function settle() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const player = await api.me().catch(lock);
  if (!player) return;
  const languages = [...new Set([language(), "en"])];
  const same = player.zone === zone && String(player.languages) === String(languages);
  if (!same) await api.ask("PATCH", "/v1/me", { languages, zone }).catch(() => {});
  parts.orders.resume();
  await parts.unread.look();
}
