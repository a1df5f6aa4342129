// "Undo the last one", on the desk's idle screen for as long as this device may undo it: 15 minutes.
import { nameOf } from "../dom.js";
import { fill, words } from "./words.js";

const UNDO_MS = 15 * 60_000;
const KEPT = 20;
const LOOK_MS = 5_000;

const part = (name) => document.querySelector(`[data-${name}]`);

/** `undo(nonce)` takes a check-in back. Kept over a change of the language, not over a new start of the browser. */
export function lastOne({ device, clock, undo }) {
  const key = `mendan-last-${device}`;
  let rows = read();

  function read() {
    try {
      return JSON.parse(sessionStorage.getItem(key)) ?? [];
    } catch {
      return [];
    }
  }

  function keep(changed) {
    rows = changed.slice(-KEPT);
    try {
      sessionStorage.setItem(key, JSON.stringify(rows));
    } catch {
      // Then it is not there any more after a reload.
    }
    show();
  }

  function show() {
    const row = rows.filter((one) => Date.now() - one.kept < UNDO_MS).at(-1);
    part("last").hidden = !row;
    if (!row) return;
    const name = [row.company, row.attendee].filter(Boolean).map((thing) => nameOf(thing)).filter(Boolean).join(" ");
    part("last-who").textContent = fill(words.lastWas, { time: clock.hhmm(row.at), name });
    part("undo-last").dataset.nonce = row.nonce;
  }

  part("undo-last").addEventListener("click", ({ currentTarget }) => undo(currentTarget.dataset.nonce));
  setInterval(show, LOOK_MS);
  show();

  return {
    /** Somebody was checked in here. */
    add(nonce, { attendee, company }) {
      keep([...rows, { nonce, attendee, company, at: clock.now(), kept: Date.now() }]);
    },
    /** That check-in was taken back. */
    gone: (nonce) => keep(rows.filter((row) => row.nonce !== nonce)),
  };
}
