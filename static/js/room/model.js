// What the tablet knows of its room: a snapshot, kept up to date by news; and what its host has pressed since.
import { isOver, isRunning, time } from "/static/js/states.js";

const TIMES = ["state", "starts", "ends", "called_at", "actual_start", "actual_end"];
const UNDO_MS = 120_000;
const MINUTE = 60_000;

export class Room {
  /** Take a snapshot; one that was `kept` from before says nothing of what can still be undone. */
  load(snapshot, { kept = false } = {}) {
    this.snapshot = snapshot;
    this.tables = snapshot.tables;
    this.sheets = new Map(snapshot.sheets.map((sheet) => [sheet.id, sheet]));
    for (const interview of this.#all()) keepUndo(interview, kept ? 0 : interview.undo_seconds);
  }

  /** Take one piece of news in; false if only a new snapshot can tell what it means. */
  take(news) {
    if (news.fact === "interview_changed") return this.#changed(news);
    if (news.fact === "late_announced") return this.#late(news);
    if (!("arrived" in news) || !news.company) return false;
    for (const interview of this.#all()) {
      if (interview.supplier.id === news.company) interview.arrived = news.arrived;
    }
    return true;
  }

  /** Where a supplier still is, {room, table, ends}: in an interview at another table; null if it is free to come. */
  busy(interview) {
    const { id } = interview.supplier;
    const here = this.tables.flatMap(({ number, interviews }) =>
      interviews
        .filter((one) => one !== interview && one.id !== interview.id && one.supplier.id === id && isRunning(one))
        .map(({ ends }) => ({ room: this.snapshot.room.id, table: number, ends })),
    );
    const running = [...here, ...this.snapshot.elsewhere.filter((one) => one.supplier === id)];
    if (running.length < (this.sheets.get(id)?.parallel ?? 1)) return null;
    return running.sort((one, other) => time(one.ends) - time(other.ends))[0];
  }

  /** A room by its id. */
  named(id) {
    return this.snapshot.rooms.find((room) => room.id === id);
  }

  /** The tables as they will be once what waits in the queue is done. */
  expected(queue) {
    if (!queue?.late) return this.tables;
    return this.tables.map(({ number, interviews }) => ({
      number,
      interviews: interviews.map((one) => queue.of(one.id).reduce(pressed, one)),
    }));
  }

  #changed(news) {
    const interview = this.#all().find((one) => one.id === news.interview);
    if (!interview) return this.#elsewhere(news);
    if (interview.table !== news.table || this.snapshot.room.id !== news.room) return false;
    for (const name of TIMES) interview[name] = news[name];
    keepUndo(interview, news.undo_seconds);
    return true;
  }

  /** An interview at another table, of a supplier who is expected here or is not. */
  #elsewhere(news) {
    const { interview: id, supplier, room, table, ends, state } = news;
    if (this.snapshot.room.id === room && this.tables.some(({ number }) => number === table)) return false;
    const others = this.snapshot.elsewhere.filter((one) => one.id !== id);
    const running = state === "in_progress" && this.sheets.has(supplier);
    this.snapshot.elsewhere = running ? [...others, { id, supplier, room, table, ends }] : others;
    return true;
  }

  #late(news) {
    const sheet = this.sheets.get(news.company);
    if (sheet) sheet.expected_at = news.expected_at ?? null;
    return true;
  }

  #all() {
    return this.tables.flatMap((table) => table.interviews);
  }
}

function keepUndo(interview, seconds) {
  interview.undoUntil = performance.now() + seconds * 1000;
}

/** An interview as a press in the queue leaves it. */
function pressed(interview, row) {
  if (row.kind === "outcome") return { ...interview, outcome: row.body };
  if (row.kind !== "action") return interview;
  const { action, at, minutes } = row.body;
  const undoUntil = performance.now() + UNDO_MS + Math.min(0, row.kept ? row.kept - Date.now() : 0);
  switch (action) {
    case "call":
      return { ...interview, state: "called", called_at: at };
    case "uncall":
      return { ...interview, state: "scheduled", called_at: null };
    case "start":
      return { ...interview, state: "in_progress", actual_start: at, undoUntil };
    case "finish":
      return { ...interview, state: "finished", actual_end: at, undoUntil };
    case "extend":
      return { ...interview, ends: new Date(time(interview.ends) + minutes * MINUTE).toISOString() };
    case "no_show":
      return { ...interview, state: "no_show" };
    case "reopen":
      return { ...interview, state: interview.state === "finished" ? "in_progress" : "scheduled", undoUntil: 0 };
    default:
      return interview;
  }
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

/** The interviews of which something can be noted, the latest first. */
export function held(table) {
  return table.interviews.filter((one) => isRunning(one) || one.state === "finished").reverse();
}

/** What can still be taken back at a table, {interview, action}: the last start, finish or call; or null. */
export function undoOf(table) {
  const last = undoable(table);
  const called = table.interviews.find((one) => one.state === "called");
  if (called && !(last && time(called.called_at) < time(last.actual_end ?? last.actual_start))) {
    return { interview: called, action: "uncall" };
  }
  return last && { interview: last, action: "reopen" };
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
