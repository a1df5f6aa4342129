// What the phone knows of its person's days: a snapshot, kept up to date by news.
import { isOver, isRunning, time } from "/static/js/states.js";

const TIMES = ["state", "starts", "ends", "called_at", "actual_start", "actual_end"];

export class Days {
  load(snapshot) {
    this.snapshot = snapshot;
    this.interviews = snapshot.interviews;
  }

  /** Take one piece of news in; false if only a new snapshot can tell what it means. */
  take(news) {
    const interview = this.interviews.find((one) => one.id === news.interview);
    const known = news.fact === "interview_changed" && interview?.room === news.room && interview.table === news.table;
    if (!known) return false;
    for (const name of TIMES) interview[name] = news[name];
    this.snapshot.revision = news.revision;
    return true;
  }
}

/**
 * Where to be at an event time: what runs and what is called; if nothing does, what comes next, of which there may be
 * several at a time. Of today, or of the day that is shown.
 */
export function whereNow(interviews, now, isOfDay) {
  const open = interviews.filter((one) => !isOver(one) && isOfDay(one));
  const pressing = open.filter((one) => isRunning(one) || one.state === "called");
  if (pressing.length) return pressing;
  const ahead = open.filter((one) => time(one.ends) > now);
  return ahead.filter((one) => time(one.starts) === time(ahead[0].starts));
}

/**
 * Why there is nowhere to be now, a key of the words: `none` are planned, all are `done`, the next is on a `later` day, or
 * the time of one is over of which nobody has noted that it was held: only its table can tell.
 */
export function whyNowhere(interviews, now, isOfDay) {
  const open = interviews.filter((one) => !isOver(one));
  if (interviews.length === 0) return "none";
  if (open.some(isOfDay)) return "passed";
  return open.some((one) => time(one.starts) > now) ? "later" : "done";
}

export const isCalled = (interview) => interview.state === "called";
