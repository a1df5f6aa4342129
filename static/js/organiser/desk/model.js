// The day as the desk holds it: a snapshot, kept up to date by news. Times are kept as ms since 1970.
import { isOver, isRunning, stateOf, time } from "/static/js/states.js";

const TIMES = ["state", "starts", "ends", "called_at", "actual_start", "actual_end"];
const WAITED_FOR = ["scheduled", "called"];
const SOON_MS = 10 * 60_000;
const NEEDED_MS = 30 * 60_000;

export class Day {
  load(snapshot) {
    this.snapshot = snapshot;
    this.rooms = new Map(snapshot.rooms.map((room) => [room.id, room]));
    this.companies = new Map(snapshot.companies.map((company) => [company.id, company]));
    this.interviews = new Map();
    this.of = new Map(); // company → its interviews
    for (const row of snapshot.rows) {
      for (const interview of row.interviews) {
        Object.assign(interview, { room: row.room, table: row.table, column: time(interview.planned) });
        this.interviews.set(interview.id, interview);
        for (const key of [interview.supplier, interview.buyer]) {
          if (!this.of.has(key)) this.of.set(key, []);
          this.of.get(key).push(interview);
        }
      }
    }
    const laid = snapshot.hall.slots.map((slot) => ({ ...slot, at: time(slot.planned) }));
    const known = new Set(laid.map((slot) => slot.at));
    for (const { planned, starts, ends, column } of this.interviews.values()) {
      if (known.has(column)) continue;
      known.add(column);
      laid.push({ planned, starts, ends, at: column, session: -1, label: "" });
    }
    this.columns = laid.sort((a, b) => a.at - b.at);
  }

  /** Take a piece of news in: the interviews that look different now, or null if only a snapshot can tell. */
  take(news) {
    if (news.fact === "interview_changed") {
      const interview = this.interviews.get(news.interview);
      if (!interview || interview.room !== news.room || interview.table !== news.table) return null;
      for (const name of TIMES) interview[name] = news[name];
      if (news.action !== "no_show") interview.no_show_side = "";
      return [interview];
    }
    if (!("arrived" in news)) return [];
    const company = this.companies.get(news.company);
    if (!company || company.inside === news.arrived) return [];
    company.inside = news.arrived;
    return this.of.get(company.id);
  }

  /** A company's interviews of the day that are still to come at an event time. */
  toCome(company, now) {
    return (this.of.get(company) ?? []).filter((one) => WAITED_FOR.includes(one.state) && time(one.ends) > now);
  }

  supplier = (interview) => this.companies.get(interview.supplier);
  buyer = (interview) => this.companies.get(interview.buyer);

  /** What an interview looks like: its state, minutes it is late, whether its supplier is awaited in vain. */
  look(interview, now) {
    const arrived = this.supplier(interview).inside;
    const state = stateOf({ ...interview, arrived }, now);
    const waits = !isOver(interview) && !isRunning(interview);
    const ahead = time(interview.starts) - now;
    return {
      state,
      late: waits && ahead <= -60_000 ? Math.floor(-ahead / 60_000) : 0,
      missing: waits && !arrived && ahead <= SOON_MS,
      needed: waits && ahead <= NEEDED_MS && time(interview.ends) > now,
    };
  }

  /** The column it is now: the last one that has begun and is not over. */
  current(now) {
    return this.columns.findLast((slot) => time(slot.starts) <= now && now < time(slot.ends)) ?? null;
  }

  /** Suppliers of a column's open interviews: how many are needed, and how many of these are here. */
  need(column) {
    const needed = [...this.interviews.values()].filter((one) => one.column === column.at && !isOver(one));
    return { needed: needed.length, here: needed.filter((one) => this.supplier(one).inside).length };
  }
}

const FILTERS = {
  running: (look) => ["in_progress", "ending", "over"].includes(look.state),
  over: (look) => look.state === "over",
  called: (look) => look.state === "called",
  missing: (look) => look.missing,
  coming: (look) => ["scheduled", "arrived", "called"].includes(look.state),
  finished: (look) => look.state === "finished",
  no_show: (look) => look.state === "no_show",
  needed: (look) => look.needed,
};

/** Whether an interview that looks so is one of those a number counts. */
export const counts = (name, look) => FILTERS[name](look);

/** All numbers at once: name → how many interviews; `needed` → companies here of those needed. */
export function numbers(day, looks) {
  const found = Object.fromEntries(Object.keys(FILTERS).map((name) => [name, 0]));
  const needed = new Map();
  for (const [id, look] of looks) {
    for (const name of Object.keys(FILTERS)) found[name] += FILTERS[name](look);
    const interview = day.interviews.get(id);
    if (look.needed) needed.set(interview.supplier, day.supplier(interview).inside);
  }
  found.needed = `${[...needed.values()].filter(Boolean).length}/${needed.size}`;
  return found;
}
