// The attendee's phone: where to be now, the day as a list, what changed; on a bad line the last that is known.
import { api } from "/static/js/api.js";
import { mountBell } from "/static/js/bell.js";
import { eventClock } from "/static/js/clock.js";
import { copy, keep, mark, put, slot } from "/static/js/dom.js";
import { connectLive } from "/static/js/live.js";
import { pageVoice } from "/static/js/speech.js";
import { isOver, time } from "/static/js/states.js";
import { clockOf, keepPage, keptOf } from "./kept.js";
import { latePanel } from "./late.js";
import { Days, isCalled, whereNow, whyNowhere } from "./model.js";
import { outbox } from "./outbox.js";
import { outcomePanel } from "./outcome.js";
import { showAnnouncements, showCard, showChanges, showDays } from "./show.js";
import { fill, words } from "./words.js";

const TICK_MS = 500;
const KEEP_MS = 5_000;
const CONNECTING_MS = 4_000; // before a line that is just being opened is said to be missing
const SEEN = "/me/seen";
const CALL = [400, 200, 400, 200, 400]; // ms of trembling and stillness

const page = document.body;
const part = (name) => page.querySelector(`[data-${name}]`);
const { token, event, timezone, worker } = page.dataset;
const title = document.title;
const [cards, quiet, list, stale, held, refused] = ["cards", "quiet", "day", "stale", "held", "refused"].map(part);
const clock = eventClock(timezone);
const client = api(token, parseInt(event, 10));
const days = new Days();
let right = null; // event time in ms at which the page was last known to be right
let fresh = false;
let called = null; // ids of what was called when last looked at

const first = JSON.parse(page.dataset.first);
const kept = keptOf(event, first.person.id);
begin();

/** The page brings its day along; one that the browser kept may be older than what was known last. */
function begin() {
  const last = "kept" in page.dataset ? kept.day : null;
  take(last ? { ...last.snapshot, clock: clockOf(last) } : first);
  right = last?.at ?? time(first.clock.now);
}

function take(snapshot) {
  clock.set(snapshot.clock);
  days.load(snapshot);
}

// A phone lies on the table during an interview: it rings only for those who turn its sound on.
const bell = mountBell({ host: part("bell"), clock, speech: pageVoice({ quiet: true }) });
bell.update(days.snapshot.hall);

function isRight() {
  right = clock.now();
}

const live = connectLive({
  token,
  topic: "attendee",
  loadSnapshot: () => client.get("/me"),
  onSnapshot(snapshot) {
    if (snapshot.event.id !== first.event.id) return location.reload(); // a rehearsal began or ended
    take(snapshot);
    bell.update(snapshot.hall);
    isRight();
    remember();
    render();
  },
  onNews(news) {
    const known = days.take(news);
    if (known) isRight();
    render();
    return known;
  },
  onPulse(pulse) {
    clock.set(pulse.clock);
    if (fresh) isRight();
  },
  onStale() {
    fresh = false;
    render();
  },
  onFresh() {
    fresh = true;
    isRight();
    stale.hidden = true;
    box.deliver();
    render();
  },
  onRefused() {
    kept.forget();
    put(stale, words.gone);
    stale.hidden = false;
  },
  onMoved: () => location.reload(),
});

const box = outbox({
  kept,
  post: client.post,
  onChange: render,
  onAnswer: () => live.reload(),
  onRefused(message) {
    put(refused, message);
    refused.hidden = false;
  },
});
const late = latePanel({ box, clock });
const { noting } = outcomePanel({ box, list, find: (key) => days.interviews.find((one) => String(one.id) === key) });

part("seen").addEventListener("click", () => box.add(SEEN, { version: days.snapshot.version }));
document.addEventListener("click", () => (refused.hidden = true), { capture: true });

function render() {
  const { snapshot, interviews } = days;
  const now = clock.now();
  put(slot(page, "clock"), clock.hhmm(now));
  part("rehearsal").hidden = !clock.rehearsal;
  if (!fresh) sayStale();
  part("languages").inert = !stale.hidden; // another language is another page
  const away = clock.away(snapshot.day, words);
  const isOfDay = (one) => clock.date(time(one.starts)) === snapshot.day;
  const current = whereNow(interviews, now, isOfDay);
  showNow(current, away, now, isOfDay);
  showHeld(snapshot.hall, away);
  showWhatChanged(snapshot);
  late.show(snapshot.late, !away && interviews.some((one) => isOfDay(one) && isAhead(one, now)));
  showAnnouncements(part("announcements"), snapshot.announcements, clock);
  showDays(list, interviews, { clock, now, current, noting });
  tellOfCalls(interviews.filter(isCalled));
}

const isAhead = (one, now) => ["scheduled", "called"].includes(one.state) && time(one.ends) > now;

function sayStale() {
  const opening = performance.now() < CONNECTING_MS && !("kept" in page.dataset);
  if (opening || stale.textContent === words.gone) return;
  put(stale, fill(words.stale, { time: clock.hhmm(right) }));
  stale.hidden = false;
}

function showNow(current, away, now, isOfDay) {
  const context = { clock, now: away ? -Infinity : now, sitsIn: days.snapshot.sits_in };
  keep(cards, current, (one) => one.id, () => copy("#card"), (card, one) => showCard(card, one, context));
  const said = away || (current.length ? "" : nowhere(now, isOfDay));
  put(quiet.firstElementChild, said);
  quiet.hidden = !said;
}

function nowhere(now, isOfDay) {
  const why = whyNowhere(days.interviews, now, isOfDay);
  if (why !== "later") return words[why];
  const next = days.interviews.find((one) => !isOver(one) && time(one.starts) > now);
  return fill(words.later, { day: clock.day(time(next.starts)), time: clock.hhmm(time(next.starts)) });
}

function showHeld(hall, away) {
  held.hidden = !hall.held_at || hall.bell || Boolean(away); // the bell says it itself
  if (hall.held_at) put(held, fill(words.held, { time: clock.hhmm(time(hall.held_at)) }));
}

function showWhatChanged({ changes, version }) {
  const waiting = box.waiting(SEEN);
  const open = changes.length > 0;
  part("changes").hidden = !open;
  if (!open) return;
  put(part("changes").querySelector("h2"), fill(words.changed, { n: version }));
  showChanges(part("changes-list"), changes, clock);
  part("seen").hidden = waiting?.version >= version;
  part("seen-sending").hidden = !part("seen").hidden;
}

/** A call trembles and stands in the title, once for each. */
function tellOfCalls(now) {
  const ids = now.map((one) => one.id);
  if (called && ids.some((id) => !called.includes(id))) navigator.vibrate?.(CALL);
  called = ids;
  document.title = ids.length ? `● ${words.calling} · ${title}` : title;
}

function remember() {
  kept.keepDay(days.snapshot, right);
}

const calendar = part("calendar");
if (/iPhone|iPad|Macintosh/.test(navigator.userAgent)) calendar.protocol = "webcal:"; // Apple's follow it from then on

keepPage(worker);
render();
setInterval(render, TICK_MS);
setInterval(() => fresh && remember(), KEEP_MS);
