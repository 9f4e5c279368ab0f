import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { asText, BARE, BREAKS, NAMES, read } from "./markup";

const decode = (text: string) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

test.each<[string, string, string[]]>([
  ["What is bold in HTML: <b> or <i>?", "What is bold in HTML: or ?", ["<b>", "<i>"]],
  ["What does &lt;b&gt; do?", "What does <b> do?", []],
  ["a < b", "a < b", []],
  ["a<b and c>d", "a<b and c>d", []],
  ["List<int> or <>?", "List<int> or <>?", []],
  ["1 < 2 &amp; 3 > 2", "1 < 2 & 3 > 2", []],
  ["<b>", "", ["<b>"]],
  ["<p>One</p><p>Two<br/>Three</p>", "One\nTwo\nThree", ["<p>", "</p>", "<p>", "<br/>", "</p>"]],
  ['<a href="x">here</a> <B class=y checked>', "here", ['<a href="x">', "</a>", "<B class=y checked>"]],
  ["a <!-- no --> b", "a b", ["<!-- no -->"]],
  ["a<script>alert(1)</script>b", "ab", ["<script>", "</script>"]],
  ["&lt;b&gt; and <b>", "<b> and", ["<b>"]],
  ["&amp;lt;", "&lt;", []],
  [" two  blanks ", "two  blanks", []],
  ["<i>two  blanks</i>", "two blanks", ["<i>", "</i>"]],
])("%s is kept as %s", (typed, text, tags) => expect(read(typed, decode)).toEqual({ text, tags }));

test("what is to stand there as text does", () => {
  const typed = asText('<a href="x">');
  expect(read(typed, decode)).toEqual({ text: '<a href="x">', tags: [] });
});

test("the tags are those that the API takes away", () => {
  const prose = readFileSync(join(import.meta.dirname, "../../../bridges/formats/prose.py"), "utf8");
  const listed = (name: string) =>
    prose
      .match(new RegExp(`^${name} = "+([^"]+)"`, "m"))?.[1]
      ?.trim()
      .split(/\s+/);
  expect([...NAMES]).toEqual(listed("_NAMES"));
  expect([...BREAKS]).toEqual(listed("_BREAKS"));
  expect(BARE).toEqual(listed("_BARE"));
});
