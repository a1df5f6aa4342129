// A table's card: the interview it is about, its time, and the buttons that fit its state.
import { minutesSeconds } from "/static/js/clock.js";
import { glow, mark, nameOf, put, putName, slot } from "/static/js/dom.js";
import { isRunning, phaseOf, putState, stateOf, time } from "/static/js/states.js";
import { current, following, undoOf } from "/static/js/room/model.js";
import { showUpcoming } from "/static/js/room/upcoming.js";

const MINUTE = 60_000;

/** Put values in a sentence's {places}. */
export const say = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));

/** How long until a time, as people say it; late is said as late. */
export function untilWords(ms, words) {
  if (ms <= -MINUTE) return say(words.late, { n: Math.floor(-ms / MINUTE) });
  const minutes = Math.ceil(ms / MINUTE);
  if (minutes < 1) return words.soon;
  if (minutes < 60) return say(words.minutes, { n: minutes });
  return say(words.hours, { h: Math.floor(minutes / 60), n: minutes % 60 });
}

/** A running interview's time: left, or +over. */
export function countdown(interview, now) {
  const left = time(interview.ends) - now;
  return left > 0 ? minutesSeconds(left) : `+${minutesSeconds(Math.floor(-left / 1000) * 1000)}`;
}

/** Bring a card up to date with its table. */
export function showCard(card, table, context) {
  const { words } = context;
  const interview = current(table);
  const running = interview !== null && isRunning(interview);
  const phase = interview === null ? "done" : running ? phaseOf(interview, context.nowFor(interview)) : "waiting";
  mark(card, "phase", phase);
  put(slot(card, "table"), say(words.table, { n: table.number }));
  const known = interview ?? table.interviews.at(-1);
  if (known) put(slot(card, "buyer"), nameOf(known.buyer));
  slot(card, "done").hidden = interview !== null;
  for (const name of ["supplier", "state", "kind", "span", "arrival", "count", "ends", "unit"]) {
    slot(card, name).hidden = interview === null;
  }
  if (interview) showInterview(card, interview, phase, context);
  showButtons(card, table, interview, context);
  showNote(card, table, context);
  const coming = following(table);
  showUpcoming(slot(card, "upcoming"), { current: interview, interviews: coming, ...context });
  slot(card, "nothing").hidden = interview === null || coming.length > 0;
}

function showInterview(card, interview, phase, { clock, words, away, nowFor }) {
  const now = nowFor(interview);
  const running = isRunning(interview);
  const same = card.dataset.interview === String(interview.id);
  mark(card, "interview", interview.id);
  putName(slot(card, "supplier"), interview.supplier);
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
  const changed = putState(slot(card, "state"), stateOf(interview, now));
  slot(card, "arrival").hidden = running;
  const arrived = putState(slot(card, "arrival"), interview.arrived ? "arrived" : "absent");
  if (same && arrived) glow(slot(card, "arrival"));
  if (same && changed && !plain) glow(slot(card, "state"));
  mark(card, "late", !running && time(interview.starts) - now <= -MINUTE);
  if (counting) {
    put(slot(card, "count"), countdown(interview, now));
    put(slot(card, "unit"), { calm: words.left, warning: words.warning, danger: words.danger, over: "" }[phase]);
    const from = Math.min(time(interview.actual_start ?? interview.starts), time(interview.ends) - 1);
    const part = Math.min(1, (now - from) / (time(interview.ends) - from));
    slot(card, "bar").style.inlineSize = `${(part * 100).toFixed(2)}%`;
  } else {
    put(slot(card, "count"), starts);
    put(slot(card, "unit"), away ? clock.day(time(interview.starts)) : untilWords(time(interview.starts) - now, words));
  }
}

function showButtons(card, table, interview, { clock, words, pending, graceMs, away }) {
  const state = interview?.state;
  const waiting = !away && (state === "scheduled" || state === "called");
  const sending = sendingAt(table, pending);
  const shown = { start: waiting && !sending, finish: state === "in_progress" && !sending,
    extend: state === "in_progress", call: !away && state === "scheduled", no_show: waiting };
  for (const [action, visible] of Object.entries(shown)) {
    const button = card.querySelector(`[data-press="${action}"]`);
    button.hidden = !visible;
    button.disabled = Boolean(sending);
  }
  slot(card, "sending").hidden = !sending;
  if (shown.extend) {
    const minutes = Number(card.querySelector('[data-press="extend"]').dataset.minutes);
    put(slot(card, "until"), say(words.until, { time: clock.hhmm(time(interview.ends) + minutes * MINUTE) }));
  }
  if (waiting) {
    const from = time(interview.starts) + graceMs;
    const early = clock.now() < from;
    card.querySelector('[data-press="no_show"]').disabled = early || Boolean(sending);
    put(slot(card, "grace"), early ? say(words.from, { time: clock.hhmm(from) }) : "");
  }
}

/** The line that is always kept free: what was just done and how to take it back, or what went wrong. */
function showNote(card, table, { words, pending, said }) {
  const sending = sendingAt(table, pending);
  const says = sending?.failing ? { words: words.failing, kind: "failing" } : said.get(table.number);
  const undo = says && says.kind !== "warning" ? null : undoOf(table);
  const button = card.querySelector('[data-press="undo"]');
  button.hidden = undo === null;
  button.disabled = Boolean(sending);
  let done = "";
  if (undo) {
    const { state, supplier } = undo.interview;
    done = say(words.did[state], { company: nameOf(supplier) });
    button.setAttribute("aria-label", say(words.undo[state], { company: nameOf(supplier) }));
  }
  put(slot(card, "says"), says?.words ?? done);
  mark(slot(card, "note"), "kind", says?.kind ?? (undo ? "undo" : null));
}

/** The press of this table that is on its way. */
function sendingAt(table, pending) {
  return table.interviews.map((one) => pending.get(one.id)).find(Boolean);
}
