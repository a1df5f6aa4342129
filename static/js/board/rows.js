// A row of the board: a table, who is there, who is next.
import { glow, mark, nameOf, put, putName, slot } from "/static/js/dom.js";
import { isRunning, putState, stateOf, time } from "/static/js/states.js";
import { nowAndNext } from "/static/js/board/model.js";

const MINUTE = 60_000;

/** Bring a row up to date. */
export function showRow(element, row, { clock, words }) {
  const { now, next, buyer } = nowAndNext(row);
  put(slot(element, "room"), nameOf(row.room));
  put(slot(element, "table"), String(row.table));
  putName(slot(element, "buyer"), buyer);
  showCell(slot(element, "now"), now, clock, words.over);
  showCell(slot(element, "next"), next, clock, words.over);
  mark(element, "done", !now && !next);
  if (!now && !next) put(slot(slot(element, "now"), "name"), words.done);
}

function showCell(cell, interview, clock, overWords) {
  const before = cell.dataset.interview;
  mark(cell, "interview", interview ? interview.id : "none");
  const parts = ["name", "state", "time"].map((name) => slot(cell, name));
  for (const part of parts) part.hidden = !interview;
  if (!interview) {
    parts[0].hidden = false;
    delete parts[0].dataset.name;
    put(parts[0], "");
    return;
  }
  const [name, state, when] = parts;
  putName(name, interview.supplier);
  const shown = stateOf(interview, clock.now());
  const plain = shown === "scheduled" || shown === "arrived"; // who is in the building is not the lobby's to know
  state.hidden = plain;
  const changed = putState(state, plain ? "scheduled" : shown);
  mark(cell, "state", shown);
  put(when, timeWords(interview, clock, overWords));
  if (before !== undefined && (before !== String(interview.id) || changed)) glow(cell);
}

function timeWords(interview, clock, overWords) {
  if (!isRunning(interview)) return clock.hhmm(time(interview.starts));
  const over = Math.floor((clock.now() - time(interview.ends)) / MINUTE);
  return over > 0 ? overWords.replace("{n}", over) : `–${clock.hhmm(time(interview.ends))}`;
}
