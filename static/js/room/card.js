// A table's card: the interview it is about, its time, and the one button that fits its state.
import { minutesSeconds } from "/static/js/clock.js";
import { glow, mark, nameOf, put, putName, slot } from "/static/js/dom.js";
import { isRunning, phaseOf, putState, stateOf, time } from "/static/js/states.js";
import { current, following } from "/static/js/room/model.js";
import { showButtons, showNote } from "/static/js/room/buttons.js";
import { arrivalOf, showUpcoming } from "/static/js/room/upcoming.js";
import { say, words } from "/static/js/room/words.js";

const MINUTE = 60_000;
const OF_INTERVIEW = ["supplier", "facts", "state", "kind", "span", "arrival", "count", "ends", "unit"];

/** How long until a time, as people say it; late is said as late. */
export function untilWords(ms) {
  if (ms <= -MINUTE) return inHours(Math.floor(-ms / MINUTE), words.late, words.lateHours);
  const minutes = Math.ceil(ms / MINUTE);
  if (minutes < 1) return words.soon;
  return inHours(minutes, words.minutes, words.hours, words.wholeHours);
}

/** From an hour on, hours and minutes. */
function inHours(minutes, few, many, whole = many) {
  const [h, n] = [Math.floor(minutes / 60), minutes % 60];
  if (h === 0) return say(few, { n });
  return say(n === 0 ? whole : many, { h, n });
}

/** A running interview's time: left, or +over. */
export function countdown(interview, now) {
  const left = time(interview.ends) - now;
  return left > 0 ? minutesSeconds(left) : `+${minutesSeconds(Math.floor(-left / 1000) * 1000)}`;
}

/** Bring a card up to date with its table. */
export function showCard(card, table, context) {
  const interview = current(table);
  const running = interview !== null && isRunning(interview);
  const phase = interview === null ? "done" : running ? phaseOf(interview, context.nowFor(interview)) : "waiting";
  mark(card, "phase", phase);
  put(slot(card, "table"), say(words.table, { n: table.number }));
  const known = interview ?? table.interviews.at(-1);
  card.querySelector('[data-open="table"]').disabled = !context.list;
  put(slot(card, "buyer"), known ? nameOf(known.buyer) : "");
  slot(card, "done").hidden = interview !== null;
  for (const name of OF_INTERVIEW) slot(card, name).hidden = interview === null;
  slot(card, "busy").hidden = true;
  if (interview) showInterview(card, interview, phase, context);
  showButtons(card, table, interview, context);
  showNote(card, table, context);
  const coming = following(table);
  showUpcoming(slot(card, "upcoming"), { current: interview, interviews: coming, ...context });
  slot(card, "nothing").hidden = interview === null || coming.length > 0;
}

function showInterview(card, interview, phase, context) {
  const { clock, room, away, nowFor } = context;
  const now = nowFor(interview);
  const running = isRunning(interview);
  const same = card.dataset.interview === String(interview.id);
  if (!same) card.querySelector(".later").scrollTop = 0;
  mark(card, "interview", interview.id);
  putName(slot(card, "supplier"), interview.supplier);
  put(slot(card, "facts"), facts(interview, room));
  const [starts, ends] = [interview.starts, interview.ends].map((at) => clock.hhmm(time(at)));
  const counting = running && !away;
  slot(card, "span").hidden = !counting; // else the large time says it
  put(slot(card, "span"), `${starts}–${ends}`);
  slot(card, "ends").hidden = counting;
  put(slot(card, "ends"), `–${ends}`);
  const plain = !running && interview.state === "scheduled";
  slot(card, "state").hidden = plain;
  slot(card, "kind").hidden = !plain;
  put(slot(card, "kind"), words.next);
  const state = phase === "danger" ? "last_minute" : stateOf(interview, now);
  const changed = putState(slot(card, "state"), state);
  if (!running) showArrival(card, interview, same, context);
  slot(card, "arrival").hidden = running || !slot(card, "busy").hidden;
  if (same && changed && !plain) glow(slot(card, "state"));
  mark(card, "late", !running && time(interview.starts) - now <= -MINUTE);
  if (counting) {
    put(slot(card, "count"), countdown(interview, now));
    const unit = { calm: words.left, warning: words.warning, danger: words.danger, over: words.over }[phase];
    put(slot(card, "unit"), unit);
    const from = Math.min(time(interview.actual_start ?? interview.starts), time(interview.ends) - 1);
    const part = Math.max(0, Math.min(1, (now - from) / (time(interview.ends) - from)));
    slot(card, "bar").style.inlineSize = `${(part * 100).toFixed(2)}%`;
  } else {
    put(slot(card, "count"), starts);
    put(slot(card, "unit"), away ? clock.day(time(interview.starts)) : untilWords(time(interview.starts) - now));
  }
}

/** Who is to come: expected, here, or still in another interview until when and where. */
function showArrival(card, interview, same, context) {
  const { words: said, state, busy } = arrivalOf(interview, context);
  slot(card, "busy").hidden = !busy;
  if (busy) {
    put(slot(card, "busy-words"), said);
    return;
  }
  const arrived = putState(slot(card, "arrival"), state);
  if (said) put(slot(card, "arrival").querySelector(".state span"), said);
  if (same && arrived) glow(slot(card, "arrival"));
}

/** One line of what a supplier is, for the host to say who is coming. */
function facts(interview, room) {
  const sheet = room.sheets.get(interview.supplier.id);
  const rank = interview.rank ? say(words.rank, { n: interview.rank }) : "";
  return [rank, sheet?.region, sheet?.profile.split("\n")[0]].filter(Boolean).join(" · ");
}
