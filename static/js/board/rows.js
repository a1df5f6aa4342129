// A row of the board: a table, who is there, who is next.
import { glow, mark, nameOf, put, putName, slot } from "/static/js/dom.js";
import { isRunning, putState, stateOf, time } from "/static/js/states.js";
import { nowAndNext } from "/static/js/board/model.js";

const MINUTE = 60_000;

/** Bring a row up to date. */
export function showRow(element, row, context) {
  const { now, next, buyer } = nowAndNext(row);
  put(slot(element, "room"), nameOf(row.room));
  put(slot(element, "table"), String(row.table));
  putName(slot(element, "buyer"), buyer);
  showCell(slot(element, "now"), now, context);
  showCell(slot(element, "next"), next, context);
  mark(element, "done", !now && !next);
  if (!now && !next) put(slot(slot(element, "now"), "name"), context.words.done);
}

function showCell(cell, interview, context) {
  const before = cell.dataset.interview;
  mark(cell, "interview", interview ? interview.id : "none");
  const parts = ["name", "state", "time", "late"].map((name) => slot(cell, name));
  for (const part of parts) part.hidden = !interview;
  if (!interview) {
    parts[0].hidden = false;
    delete parts[0].dataset.name;
    put(parts[0], "");
    return;
  }
  const [name, state, when, late] = parts;
  const now = context.nowFor(interview);
  putName(name, interview.supplier);
  const shown = stateOf(interview, now);
  const plain = shown === "scheduled" || shown === "arrived"; // who is in the building is not the lobby's to know
  state.hidden = plain;
  const changed = putState(state, plain ? "scheduled" : shown);
  mark(cell, "state", shown);
  put(when, timeWords(interview, now, context));
  // The clock alone says so: a host who presses nothing must not make it look right.
  const minutes = isRunning(interview) ? 0 : Math.floor((now - time(interview.starts)) / MINUTE);
  late.hidden = minutes < 1;
  mark(cell, "late", minutes >= 1);
  putState(slot(late, "mark"), "late");
  put(slot(late, "minutes"), context.words.over.replace("{n}", minutes));
  if (before !== undefined && (before !== String(interview.id) || changed)) glow(cell);
}

function timeWords(interview, now, { clock, words }) {
  if (!isRunning(interview)) return clock.hhmm(time(interview.starts));
  const over = Math.floor((now - time(interview.ends)) / MINUTE);
  return over > 0 ? words.over.replace("{n}", over) : `–${clock.hhmm(time(interview.ends))}`;
}
