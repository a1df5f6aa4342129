// The list of what comes next at a table, with the breaks of the day as lines of their own.
import { copy, glow, keep, mark, put, putName, slot } from "/static/js/dom.js";
import { putState, stateOf, time } from "/static/js/states.js";
import { breakBetween } from "/static/js/room/model.js";

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

/** Bring a table's list up to date. */
export function showUpcoming(list, { current, interviews, breaks, clock, words, nowFor }) {
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
      put(slot(line, "time"), clock.hhmm(time(interview.starts)));
      mark(line, "late", nowFor(interview) - time(interview.starts) >= 60_000);
      putName(slot(line, "name"), interview.supplier);
      const state = interview.state === "scheduled" && !interview.arrived ? "absent" : stateOf(interview, nowFor(interview));
      if (putState(slot(line, "state"), state) && !fresh) glow(line);
    },
  );
}
