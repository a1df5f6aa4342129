// What the tablet knows of its room: a snapshot, kept up to date by news.
import { isOver, isRunning, time } from "/static/js/states.js";

const TIMES = ["state", "starts", "ends", "called_at", "actual_start", "actual_end"];

export class Room {
  load(snapshot) {
    this.snapshot = snapshot;
    this.tables = snapshot.tables;
    for (const interview of this.#all()) keepUndo(interview, interview.undo_seconds);
  }

  /** Take one piece of news in; false if only a new snapshot can tell what it means. */
  take(news) {
    if (news.fact === "interview_changed") return this.#changed(news);
    if (!("arrived" in news) || !news.company) return false;
    for (const interview of this.#all()) {
      if (interview.supplier.id === news.company) interview.arrived = news.arrived;
    }
    return true;
  }

  #changed(news) {
    const interview = this.#all().find((one) => one.id === news.interview);
    if (!interview) return !this.tables.some((table) => table.number === news.table);
    if (interview.table !== news.table) return false;
    for (const name of TIMES) interview[name] = news[name];
    keepUndo(interview, news.undo_seconds);
    return true;
  }

  #all() {
    return this.tables.flatMap((table) => table.interviews);
  }
}

function keepUndo(interview, seconds) {
  interview.undoUntil = performance.now() + seconds * 1000;
}

/** The interview a table's card is about: the one that runs, else the next one; null when the day is over. */
export function current(table) {
  return table.interviews.find(isRunning) ?? table.interviews.find((one) => !isOver(one)) ?? null;
}

/** What comes after it. */
export function following(table) {
  const now = current(table);
  return table.interviews.filter((one) => one !== now && !isOver(one));
}

/** What can still be taken back at a table, {interview, action}: the last start, finish or call; or null. */
export function undoOf(table) {
  const pressed = undoable(table);
  const called = table.interviews.find((one) => one.state === "called");
  if (called && !(pressed && time(called.called_at) < time(pressed.actual_end ?? pressed.actual_start))) {
    return { interview: called, action: "uncall" };
  }
  return pressed && { interview: pressed, action: "reopen" };
}

/** The interview whose start or finish can still be taken back here: the last one pressed. */
function undoable(table, now = performance.now()) {
  const open = table.interviews.filter(
    (one) => one.undoUntil > now && ["in_progress", "finished"].includes(one.state),
  );
  const last = open.sort((a, b) => b.undoUntil - a.undoUntil)[0] ?? null;
  const other = table.interviews.find(isRunning);
  return last && (!other || other === last) ? last : null;
}

/** The break that lies between two interviews, if there is one. */
export function breakBetween(breaks, before, after) {
  return breaks.find((one) => before.starts < one.ends && one.starts < after.ends && before.ends <= one.starts);
}
