// Small, careful changes of a page: only what differs is touched, and what changed glows once.

/** The element of a fragment or card that shows `name`. */
export const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);

/** Whether a key belongs to an input method that is composing; the Enter that ends it, Safari marks by its code alone. */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

/** Let an element glow once. */
export function glow(node) {
  node.classList.remove("glow");
  void node.offsetWidth; // so that the same animation may begin again
  node.classList.add("glow");
}

/** Show a text; tells whether it is another than before. */
export function put(node, text) {
  if (node.textContent === text) return false;
  node.textContent = text;
  return true;
}

/** Set a data attribute, or take it away. */
export function mark(node, name, value) {
  if (value === null || value === undefined || value === false) delete node.dataset[name];
  else if (node.dataset[name] !== String(value)) node.dataset[name] = String(value);
}

const FORM = "独立行政法人|国立研究開発法人|一般社団法人|一般財団法人|公益財団法人|株式会社|有限会社|合同会社";
const ENGLISH_FORM = String.raw`(?:Co\., Ltd\.|Ltd\.|Inc\.|LLC|Corporation|K\.K\.)`;
const LONGEST_WORD = 8;
const PARTS = new RegExp(`^(${FORM})?(.*?)(${FORM}|${ENGLISH_FORM})?$`);

/** A company's name without its legal form, for where there is little room. */
export const shortName = (name) => name.match(PARTS)[2].replace(/,$/, "").trim() || name;

/** A company's or room's name in a language; the page's own if none is said. */
export function nameOf(thing, language = document.documentElement.lang) {
  return language === "en" && thing.name_en ? thing.name_en : thing.name;
}

/** Show a company's name, broken first beside its legal form; `data-long` lets the style make room. */
export function putName(node, company, language = document.documentElement.lang) {
  const name = nameOf(company, language);
  if (node.dataset.name === name) return false;
  const [, before, proper, after] = name.match(PARTS);
  const space = proper.endsWith(" ") ? " " : null;
  const parts = [part("legal", before), part("proper", proper.trimEnd()), space, part("legal", after)];
  node.replaceChildren(...parts.filter(Boolean));
  node.dataset.name = name;
  const width = [...name].reduce((sum, letter) => sum + (letter < "⺀" ? 0.55 : 1), 0);
  node.dataset.long = width > 18 ? "3" : width > 13 ? "2" : width > 9 ? "1" : "0";
  return true;
}

function part(kind, text) {
  if (!text) return null;
  const span = document.createElement("span");
  span.className = kind;
  span.append(...text.split(/(\p{Script=Hiragana}{2,})/u).map((run, index) => (index % 2 ? word(run) : run)));
  return span;
}

/** Hiragana in the middle of a name, which are not broken in two unless they are many. */
function word(kana) {
  const span = document.createElement("span");
  if (kana.length <= LONGEST_WORD) span.className = "unbroken";
  span.textContent = kana;
  return span;
}

/** A copy of a `<template>`'s element. */
export function copy(template) {
  return document.querySelector(template).content.firstElementChild.cloneNode(true);
}

/** Make a list show `items` in order: elements are kept by key, made by `make`, brought up to date by `show`. */
export function keep(list, items, key, make, show) {
  const before = new Map([...list.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const id = String(key(item));
    let child = before.get(id);
    if (!child) {
      child = make(item);
      child.dataset.key = id;
    }
    before.delete(id);
    if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
    show(child, item);
  });
  for (const child of before.values()) child.remove();
}
