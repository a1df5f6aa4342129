// A row of the board: a table, who is there, who is next.
import { glow, mark, nameOf, put, putName, slot } from "/static/js/dom.js";
import { isRunning, putState, stateOf, time } from "/static/js/states.js";
import { nowAndNext } from "/static/js/board/model.js";
import { inBoth, languages, showName } from "/static/js/board/names.js";

const MINUTE = 60_000;

/** Bring a row up to date. */
export function showRow(element, row, context) {
  const { now, next, buyer } = nowAndNext(row);
  put(slot(element, "room"), nameOf(row.room));
  slot(element, "room").hidden = context.oneRoom;
  put(slot(element, "table"), String(row.table));
  showBuyer(element.querySelector(".buyer"), buyer);
  showCell(slot(element, "now"), now, context);
  showCell(slot(element, "next"), next, context);
  mark(element, "done", !now && !next);
  if (!now && !next) put(slot(slot(element, "now"), "name"), inBoth(context.words, ({ done }) => done));
}

function showBuyer(element, buyer) {
  const [name, also] = [slot(element, "buyer"), slot(element, "also")];
  putName(name, buyer);
  const other = nameOf(buyer, languages[1]);
  put(also, other === nameOf(buyer) ? "" : other);
}

function showCell(cell, interview, context) {
  const before = cell.dataset.interview;
  mark(cell, "interview", interview ? interview.id : "none");
  cell.querySelector(".meta").hidden = !interview;
  showName(cell, interview?.supplier, interview ? ["–"] : []);
  if (!interview) return mark(cell, "state", "none");
  const [state, when, late] = ["state", "time", "late"].map((name) => slot(cell, name));
  const now = context.nowFor(interview);
  const shown = stateOf(interview, now);
  const plain = shown === "scheduled" || shown === "arrived"; // who is in the building is not the lobby's to know
  state.hidden = plain;
  const changed = putState(state, plain ? "scheduled" : shown);
  mark(cell, "state", shown);
  put(when, timeWords(interview, context));
  // The clock alone says so: a host who presses nothing must not make it look right.
  const minutes = Math.floor((now - time(isRunning(interview) ? interview.ends : interview.starts)) / MINUTE);
  late.hidden = minutes < 1;
  mark(cell, "late", minutes >= 1);
  slot(late, "mark").hidden = isRunning(interview); // its state says it already
  putState(slot(late, "mark"), "late");
  put(slot(late, "minutes"), `+${minutes}`);
  if (before !== undefined && (before !== String(interview.id) || changed)) glow(cell);
}

const timeWords = (interview, { clock }) =>
  isRunning(interview) ? `–${clock.hhmm(time(interview.ends))}` : clock.hhmm(time(interview.starts));
