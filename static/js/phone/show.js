// The parts of the page: the cards "where now", the days as a list, what changed, what is announced.
import { copy, glow, keep, mark, nameOf, put, slot } from "/static/js/dom.js";
import { isOver, isRunning, putState, stateOf, time } from "/static/js/states.js";
import { isCalled } from "./model.js";
import { fill, putPartners, remaining, roomOf, tableOf, words } from "./words.js";

/** One card: when, where, with whom. */
export function showCard(card, interview, { clock, now, sitsIn }) {
  const begun = !isRunning(interview) && !isCalled(interview) && time(interview.starts) <= now;
  const state = isCalled(interview) ? "called" : isRunning(interview) ? "in_progress" : begun ? "begun" : "next";
  mark(card, "state", state);
  const label = { called: words.call, in_progress: words.now }[state] ?? (sitsIn ? words.sitIn : words.next);
  put(slot(card, "label"), label);
  put(slot(card, "time"), clock.hhmm(time(interview.starts)));
  put(slot(card, "in"), remaining(interview, now));
  putWas(slot(card, "was"), interview, clock);
  const moved = put(slot(card, "room"), roomOf(interview)) | put(slot(card, "table"), tableOf(interview));
  if (moved) glow(card);
  putPartners(slot(card, "with"), interview.partners);
}

function putWas(node, interview, clock) {
  const shifted = time(interview.planned) !== time(interview.starts);
  put(node, shifted ? fill(words.was, { time: clock.hhmm(time(interview.planned)) }) : "");
}

/** All days in order, each with its date above where there are several. */
export function showDays(list, interviews, { clock, now, current, noting }) {
  const rows = [];
  const dates = new Set(interviews.map((one) => clock.date(time(one.starts))));
  let date = null;
  for (const interview of interviews) {
    const day = clock.date(time(interview.starts));
    if (day !== date && dates.size > 1) rows.push({ head: day, at: time(interview.starts) });
    date = day;
    rows.push({ interview });
  }
  keep(
    list,
    rows,
    (row) => row.head ?? row.interview.id,
    (row) => copy(row.head ? "#day-head" : "#row"),
    (element, row) => {
      if (row.head) put(slot(element, "day"), clock.day(row.at));
      else showRow(element, row.interview, { clock, now, current, noting });
    },
  );
}

function showRow(row, interview, { clock, now, current, noting }) {
  mark(row, "over", isOver(interview));
  mark(row, "off", interview.state === "cancelled");
  mark(row, "current", current.includes(interview));
  const moved = put(slot(row, "time"), clock.hhmm(time(interview.starts))) | put(slot(row, "where"), `${roomOf(interview)} ${tableOf(interview)}`);
  putWas(slot(row, "was"), interview, clock);
  putPartners(slot(row, "with"), interview.partners);
  const changed = putState(slot(row, "state"), stateOf(interview, now));
  if ((moved || changed) && row.dataset.known) glow(row);
  row.dataset.known = "true";
  const button = row.querySelector("[data-note]");
  if (!button) return;
  button.hidden = !(isRunning(interview) || interview.state === "finished");
  const noted = noting(interview);
  put(button, noted ? `${noted.mark} ${words.noted}`.trim() : words.noteIt);
}

/** What a version changed since the person looked. */
export function showChanges(list, changes, clock) {
  const place = (one) => `${clock.hhmm(time(one.starts))} ${roomOf(one)} ${tableOf(one)}`;
  keep(
    list,
    changes,
    (change) => `${change.kind} ${change.partners.map((one) => one.id)}`,
    () => copy("#change"),
    (item, { kind, partners, before, after }) => {
      mark(item, "kind", kind);
      put(slot(item, "kind"), words[kind]);
      putPartners(slot(item, "with"), partners);
      put(slot(item, "from"), before ? place(before) : "");
      put(slot(item, "to"), after ? place(after) : "");
    },
  );
}

/** What is said to everyone. */
export function showAnnouncements(list, announcements, clock) {
  list.hidden = announcements.length === 0;
  keep(
    list,
    announcements,
    (one) => one.id,
    () => copy("#announcement"),
    (item, one) => {
      put(slot(item, "text"), nameOf({ name: one.text, name_en: one.text_en }));
      put(slot(item, "time"), clock.hhmm(time(one.sent_at)));
    },
  );
}
