// "Undo the last one", under every screen of the desk for as long as this device may undo it: 15 minutes.
import { nameOf, put } from "../dom.js";
import { fill, words } from "./words.js";

const UNDO_MS = 15 * 60_000;
const KEPT = 20;
const LOOK_MS = 5_000;

const part = (name) => document.querySelector(`[data-${name}]`);

/** `undo(nonce, kind)` takes a check-in or a departure back. Kept over a change of the language, not over a new start of the browser. */
export function lastOne({ device, clock, undo }) {
  const key = `mendan-last-${device}`;
  let rows = read();

  function read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(key)) ?? [];
      return kept.filter((row) => words.last[row.kind]); // an earlier version kept other things
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
    const { said, undo: verb } = words.last[row.kind];
    part("last-who").textContent = fill(said, { time: clock.hhmm(row.at), name });
    put(part("undo-last"), verb);
    Object.assign(part("undo-last").dataset, { nonce: row.nonce, kind: row.kind });
  }

  part("undo-last").addEventListener("click", ({ currentTarget }) => {
    const { nonce, kind } = currentTarget.dataset;
    undo(nonce, kind);
  });
  setInterval(show, LOOK_MS);
  show();

  return {
    /** Somebody was checked in or out here. */
    add(nonce, kind, { attendee, company }) {
      keep([...rows, { nonce, kind, attendee, company, at: clock.now(), kept: Date.now() }]);
    },
    /** That was taken back. */
    gone: (nonce) => keep(rows.filter((row) => row.nonce !== nonce)),
  };
}
