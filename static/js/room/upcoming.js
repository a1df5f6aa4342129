// The list of what comes next at a table, with the breaks of the day as lines of their own.
import { copy, glow, keep, mark, nameOf, put, putName, slot } from "/static/js/dom.js";
import { putState, time } from "/static/js/states.js";
import { breakBetween } from "/static/js/room/model.js";
import { say, words } from "/static/js/room/words.js";

/** Where a supplier is who has not begun here: {state} to show, other `words` for it, or `busy` in another interview. */
export function arrivalOf(interview, { room, clock }) {
  const busy = busyWords(interview, room, clock);
  if (busy.busy) return { state: "in_progress", ...busy };
  if (interview.arrived) return { state: "arrived" };
  const late = room.sheets.get(interview.supplier.id)?.expected_at;
  return { state: "absent", words: late ? say(words.expected, { time: clock.hhmm(time(late)) }) : words.absent };
}

function busyWords(interview, room, clock) {
  const busy = room.busy(interview);
  if (!busy) return {};
  const there = room.named(busy.room);
  const values = { time: clock.hhmm(time(busy.ends)), room: there ? nameOf(there) : busy.room, n: busy.table };
  return { busy, words: say(words.busy, values) };
}

/** Interviews and breaks in the order of the day. */
function entries(current, interviews, breaks) {
  const found = [];
  let before = current;
  for (const interview of interviews) {
    const pause = before && breakBetween(breaks, before, interview);
    if (pause) found.push({ key: `break-${pause.starts}`, pause });
    found.push({ key: interview.id, interview });
    before = interview;
  }
  return found;
}

/** Bring a table's list up to date; a line of an interview shows its sheet when it is pressed. */
export function showUpcoming(list, context) {
  const { current, interviews, breaks, clock, nowFor } = context;
  keep(
    list,
    entries(current, interviews, breaks),
    (entry) => entry.key,
    (entry) => copy(entry.pause ? "#break-line" : "#next-line"),
    (line, { pause, interview }) => {
      if (pause) {
        put(slot(line, "time"), clock.hhmm(time(pause.starts)));
        put(slot(line, "name"), pause.lunch ? words.lunch : words.pause);
        return;
      }
      const fresh = !line.dataset.shown;
      line.dataset.shown = "yes";
      line.querySelector("button").dataset.interview = interview.id;
      put(slot(line, "time"), clock.hhmm(time(interview.starts)));
      mark(line, "late", nowFor(interview) - time(interview.starts) >= 60_000);
      putName(slot(line, "name"), interview.supplier);
      const called = interview.state === "called";
      const { state, words: said } = called ? { state: "called" } : arrivalOf(interview, context);
      const changed = putState(slot(line, "state"), state);
      if (said) put(slot(line, "state").querySelector(".state span"), said);
      if (changed && !fresh) glow(line);
    },
  );
}
