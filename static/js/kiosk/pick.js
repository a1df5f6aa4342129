// Choosing from a list by keys: arrows move, Enter presses, the digits 1 to 9 press the first nine.
import { isComposing } from "../dom.js";

const ALONE_MS = 130; // a digit that another key follows so soon is a badge reader's, or part of a word
const AFTER_MS = 500; // and so is one that follows another key so soon: a reader may pause in the middle

const isField = (element) => element.matches("input:not([type=checkbox]), textarea, select");

/**
 * `section` holds the list; its entries are buttons marked `data-pick`. A field above it takes digits only with Alt;
 * without Alt they count only while the focus is in the section, so that nobody presses something from elsewhere.
 */
export function pickByKeys(section, list) {
  let timer = 0;
  let typed = -Infinity; // when the last character was typed

  function move(event, buttons) {
    const at = buttons.indexOf(document.activeElement.closest("li")?.querySelector("[data-pick]"));
    const to = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (to >= buttons.length) return;
    event.preventDefault();
    if (to < 0) section.querySelector("[data-first]")?.focus();
    else buttons[to].focus();
  }

  document.addEventListener("keydown", (event) => {
    clearTimeout(timer);
    const before = typed;
    if (event.key.length === 1) typed = event.timeStamp;
    if (section.hidden || isComposing(event) || event.ctrlKey || event.metaKey) return;
    const buttons = [...list.querySelectorAll("[data-pick]")];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") return move(event, buttons);
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    const here = section.contains(event.target) && !isField(event.target);
    if (!digit || !(here || event.altKey)) return;
    if (event.altKey) event.preventDefault();
    else if (event.timeStamp - before < AFTER_MS) return;
    timer = setTimeout(() => buttons[digit[1] - 1]?.click(), ALONE_MS);
  });
}

/** Write the digits beside the entries that have one. */
export function numberList(list) {
  [...list.querySelectorAll("[data-pick] .number")].forEach((place, index) => {
    place.textContent = index < 9 ? index + 1 : "";
  });
}
