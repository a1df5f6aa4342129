// What the board knows of the hall: a snapshot, kept up to date by news.
import { isOver, isRunning, time } from "/static/js/states.js";

const TIMES = ["state", "starts", "ends", "called_at", "actual_start", "actual_end"];

export class Hall {
  load(snapshot) {
    this.snapshot = snapshot;
    this.rows = snapshot.rows;
  }

  /** Take one piece of news in; false if only a new snapshot can tell what it means. */
  take(news) {
    if (news.fact !== "interview_changed") return false;
    const row = this.rows.find((one) => one.room.id === news.room && one.table === news.table);
    const interview = row?.interviews.find((one) => one.id === news.interview);
    if (!interview) return false;
    for (const name of TIMES) interview[name] = news[name];
    return true;
  }
}

/** What a row shows: who is at the table (running, or called to it) and who comes after. */
export function nowAndNext(row) {
  const open = row.interviews.filter((one) => !isOver(one));
  const now = open.find(isRunning) ?? null;
  const next = open.find((one) => one !== now) ?? null;
  return { now, next, buyer: (now ?? next)?.buyer ?? row.buyer };
}

/** All that are being called, the latest first. */
export function calls(rows) {
  return rows
    .flatMap((row) => row.interviews.filter((one) => one.state === "called").map((interview) => ({ row, interview })))
    .sort((a, b) => b.interview.called_at.localeCompare(a.interview.called_at));
}

/**
 * Where each company of the index goes next: [{entry, row, interview, first}]; first: none of its head is before it.
 * `nowFor(interview)` is the time it is judged by: nobody is sent to what is over by the clock, though nobody noted it.
 */
export function whereabouts({ index, rows }, nowFor) {
  const next = new Map(); // by company: the interview that runs, else the first to come
  for (const row of rows) {
    for (const interview of row.interviews.filter((one) => isAhead(one, row, nowFor(one)))) {
      for (const { id } of [interview.buyer, interview.supplier]) {
        const known = next.get(id)?.interview;
        if (!known || sooner(interview, known)) next.set(id, { row, interview });
      }
    }
  }
  const found = index.filter(({ company }) => next.has(company.id));
  return found.map((entry, place) => ({ entry, ...next.get(entry.company.id), first: found[place - 1]?.head !== entry.head }));
}

/** Running, called, or still to come: its time is not over, or its table is behind and still in an earlier one. */
function isAhead(interview, row, now) {
  if (isOver(interview)) return false;
  const behind = row.interviews.some((one) => isRunning(one) && one.starts < interview.starts);
  return isRunning(interview) || interview.state === "called" || behind || time(interview.ends) > now;
}

const sooner = (one, other) =>
  isRunning(one) !== isRunning(other) ? isRunning(one) : Date.parse(one.starts) < Date.parse(other.starts);

/** Tables where something is still to come first, in the hall's order; then those that are done. */
export function ordered(rows) {
  const open = (row) => row.interviews.some((one) => !isOver(one));
  return [...rows.filter(open), ...rows.filter((row) => !open(row))];
}
