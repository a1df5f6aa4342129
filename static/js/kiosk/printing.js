// One badge through the browser's own printing: a page in a hidden frame, which prints itself.
import { fill, words } from "./words.js";

const SIZE = "mendan-badge-size";
const SAID_MS = 8_000;
const KEPT_MS = 15 * 60_000; // so long the last badge can be printed again from every screen

const part = (name) => document.querySelector(`[data-${name}]`);

export function printing() {
  const size = part("print-size");
  const note = part("printing");
  const again = part("print-last");
  let last = null; // {address, text, name}
  let timer = 0;
  let forgetting = 0;
  size.value = localStorage.getItem(SIZE) ?? "card";
  size.addEventListener("change", () => localStorage.setItem(SIZE, size.value));

  /** The note goes; what was sent to the printer stays there, and can be printed again. */
  function hush() {
    clearTimeout(timer);
    note.hidden = true;
    again.hidden = !last;
  }

  function forget() {
    last = null;
    hush();
  }

  function print(address, text, name) {
    for (const frame of document.querySelectorAll("iframe[data-badge]")) frame.remove();
    last = { address, text, name };
    const frame = document.createElement("iframe");
    frame.dataset.badge = "";
    frame.title = text;
    frame.tabIndex = -1;
    frame.setAttribute("aria-hidden", "true");
    frame.src = `${address}&size=${size.value}`;
    document.body.append(frame);
    part("printing-text").textContent = text;
    again.textContent = fill(words.printLast, { name });
    again.hidden = true;
    note.hidden = false;
    clearTimeout(timer);
    clearTimeout(forgetting);
    timer = setTimeout(hush, SAID_MS);
    forgetting = setTimeout(forget, KEPT_MS);
  }

  for (const button of [part("print-again"), again]) {
    button.addEventListener("click", () => print(last.address, last.text, last.name));
  }
  part("printing-close").addEventListener("click", hush);

  return {
    /** Print the badge of `name` at this address, and say so; it can be printed again for a while. */
    print,
    hush,
    /** The last badge is valid no more. */
    forget,
  };
}
