// What the board knows of the hall: a snapshot, kept up to date by news.
import { isOver, isRunning } from "/static/js/states.js";

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

/** Tables where something is still to come first, in the hall's order; then those that are done. */
export function ordered(rows) {
  const open = (row) => row.interviews.some((one) => !isOver(one));
  return [...rows.filter(open), ...rows.filter((row) => !open(row))];
}
