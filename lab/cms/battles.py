"""Battles for who looks at the CMS, made through the page's own origin as players would: two guests meet twice."""

import secrets
from typing import NamedTuple

from playwright.sync_api import Page

from lab.cms.calls import CALLS

_WAIT_S = 240
"""At most, for an entry to be looked at: the lab's time to write, and a tick."""
_WORD = "A shit monster, that hides under beds"
"""Has a word of rules.decency: somebody has to look at it."""


class Fought(NamedTuple):
    """A quiz battle that is settled, and a creative one that is written."""

    quiz: str
    creative: str


def fight(page: Page) -> Fought:
    """Two guests duel: one answers, shows an emote and gives up; both write, one of them what is to be looked at."""
    keys = [secrets.token_urlsafe(24) for _ in range(2)]
    quiz, creative = page.evaluate(_FIGHT, [keys, ["It sleeps with the light on.", _WORD]])
    return Fought(quiz, creative)


def await_entry(page: Page) -> None:
    """Until an entry waits for somebody to look at it, or is theirs. Raises playwright's Error if none comes."""
    page.evaluate(_AWAIT, _WAIT_S)


_FIGHT = (
    "async ([keys, texts]) => {"
    + CALLS
    + """
  const guests = [];
  for (const device_key of keys) guests.push((await call(null, "POST", "players", { device_key })).access_token);
  const [one, other] = guests;
  const duel = async (mode) => {
    const { code } = await call(one, "POST", "challenges", { mode });
    return (await call(other, "POST", `challenges/${code}/accept`)).battle_id;
  };
  const creative = await duel("creative");
  for (const [at, text] of texts.entries()) await call(guests[at], "PUT", `battles/${creative}/entry`, { text });
  const battle_id = await duel("quiz");
  const { token, url } = await call(other, "POST", "realtime/tokens", {});
  await new Promise((over, fail) => {
    const socket = new WebSocket(url);
    const send = (frame) => socket.send(JSON.stringify(frame));
    const move = (type, more) =>
      send({ type, battle_id, move_id: crypto.randomUUID().replaceAll("-", ""), ...more });
    const play = ({ round, question }) => {
      move("battle.emote", { emote: "good_luck" });
      move("battle.answer", { round, response: question.options[0].id });
      setTimeout(() => move("battle.surrender", {}), 500);
    };
    socket.onopen = () => send({ type: "hello", token, protocol: 1 });
    socket.onclose = () => fail(new Error("the socket is closed"));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.type === "welcome") send({ type: "subscribe", id: "battle", topic: `battle:${battle_id}` });
      if (frame.type === "battle.round" || (frame.type === "battle.state" && frame.phase === "open")) play(frame);
      if (frame.type === "battle.ended") over();
    };
  });
  const settled = async () => (await call(one, "GET", `battles/${battle_id}`)).state !== "running";
  for (let left = 100; left && !(await settled()); left--) await new Promise((go) => setTimeout(go, 300));
  return [battle_id, creative];
}"""
)
_AWAIT = """async (seconds) => {
  for (let left = seconds; left; left--) {
    const answer = await fetch("/v1/admin/cases?queue=entries&limit=1", { headers: { "X-Poll": "1" } });
    if ((await answer.json()).items.length) return;
    await new Promise((go) => setTimeout(go, 1000));
  }
  throw new Error("no entry waits");
}"""
