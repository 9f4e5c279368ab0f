/** The page's own language: its words, numbers, times and direction. Questions come in a language of their own. */

import arabic from "./arabic.js";
import english from "./english.js";
import spanish from "./spanish.js";
import { keep, kept } from "./store.js";

/** Languages by tag, as they call themselves. */
export const LANGUAGES = { en: "English", es: "Español", ar: "العربية" };

const TABLES = { en: english, es: spanish, ar: arabic };
/** Latin digits in Arabic too: the keys on the keyboard, and the questions, have them. */
const LOCALES = { en: "en-GB", es: "es", ar: "ar-u-nu-latn" };

let lang = [kept("language"), ...navigator.languages.map((tag) => tag.split("-")[0])].find((tag) => tag in TABLES) ?? "en";
let formats = {};
tell();

/** Its tag. */
export const language = () => lang;

/** For an element with the page's own words inside a question's. */
export const own = () => ({ lang, dir: document.documentElement.dir });

/** Speak another language from now on; what was written before is the caller's to write anew. */
export function speak(wanted) {
  lang = keep("language", wanted);
  formats = {};
  tell();
}

/** The words for a key; `{name}` in them is replaced by a value, and `n` chooses singular or plural. */
export const t = (key, values = {}) => parts(key, values).join("");

/** The same as a list of texts and nodes, for values that are nodes. */
export function parts(key, values = {}) {
  const entry = TABLES[lang][key] ?? english[key];
  if (entry === undefined) throw new Error(`no words for ${key}`);
  const text = typeof entry === "string" ? entry : entry[format("plural", () => new Intl.PluralRules(lang)).select(values.n)] ?? entry.other;
  return text.split(/\{(\w+)\}/).map((part, at) => (at % 2 ? shown(values[part]) : part)).filter((part) => part !== "");
}

/** Whether there are words for a key in this language. */
export const has = (key) => key in TABLES[lang];

/** 12480 -> "12,480"; nothing known -> a dash. */
export const number = (value) =>
  value === null || value === undefined ? "–" : format("number", () => new Intl.NumberFormat(LOCALES[lang])).format(value);

/** 19 -> "+19", 4 less -> "−4": the sign stays before the figure from right to left too. */
export const signed = (value) => {
  const text = `${value < 0 ? "−" : "+"}${number(Math.abs(value))}`;
  return document.documentElement.dir === "rtl" ? `\u2066${text}\u2069` : text;
};

/** 0.42 -> "42%". */
export const percent = (share) => format("percent", () => new Intl.NumberFormat(LOCALES[lang], { style: "percent" })).format(share);

/** {amount: "12.50", currency: "EUR"} -> "€12.50", whole amounts without cents. */
export const money = ({ amount, currency }) => {
  const digits = /\.0*[1-9]/.test(amount) ? 2 : 0;
  const look = { style: "currency", currency, currencyDisplay: "narrowSymbol", minimumFractionDigits: digits, maximumFractionDigits: 2 };
  const text = format(`${currency} ${digits}`, () => new Intl.NumberFormat(LOCALES[lang], look)).format(amount);
  // Figure and sign stay in their order from right to left.
  return document.documentElement.dir === "rtl" ? `\u2066${text.replace(/[\u200e\u200f]/g, "")}\u2069` : text;
};

/** 3 -> "3 days", "1 day"; of another unit as long: "3 minutes". */
export const lasting = (value, unit = "day") =>
  format(`lasting ${unit}`, () => new Intl.NumberFormat(LOCALES[lang], { style: "unit", unit, unitDisplay: "long" })).format(value);

/** "de" -> "Germany". */
export const country = (code) => format("country", () => new Intl.DisplayNames(LOCALES[lang], { type: "region" })).of(code.toUpperCase());

/** A time of the server's, here: "24 Nov, 18:00". */
export const moment = (time) =>
  format("moment", () => new Intl.DateTimeFormat(LOCALES[lang], { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })).format(new Date(time));

/** A day of the calendar: "24 Nov 2026". */
export const date = (day) =>
  format("date", () => new Intl.DateTimeFormat(LOCALES[lang], { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" })).format(new Date(day));

const shown = (value) => (typeof value === "number" ? number(value) : value ?? "");

const format = (name, make) => (formats[name] ??= make());

function tell() {
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === "ar" ? "rtl" : "ltr";
}
