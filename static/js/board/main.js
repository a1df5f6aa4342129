// The lobby board: reads the hall, listens to it, turns its own pages, and says whom it calls.
import { api } from "/static/js/api.js";
import { mountBell } from "/static/js/bell.js";
import { nextStart, phaseAt } from "/static/js/bell_model.js";
import { eventClock, minutesSeconds } from "/static/js/clock.js";
import { copy, keep, mark, put, slot } from "/static/js/dom.js";
import { connectLive } from "/static/js/live.js";
import { pageVoice, soundButton } from "/static/js/speech.js";
import { time } from "/static/js/states.js";
import { announcements } from "/static/js/board/announced.js";
import { callStrip } from "/static/js/board/calls.js";
import { companyIndex } from "/static/js/board/index.js";
import { Hall, ordered } from "/static/js/board/model.js";
import { inBoth, languages } from "/static/js/board/names.js";
import { pages } from "/static/js/board/pages.js";
import { showRow } from "/static/js/board/rows.js";

const TICK_MS = 500;
const FEW = 4;
const HOUR = 3600_000;

const page = document.body;
const { token, timezone } = page.dataset;
const words = JSON.parse(page.dataset.words);
const part = (name) => page.querySelector(`[data-${name}]`);
const [rows, empty, stale, away, next] = ["rows", "empty", "stale", "away", "next"].map(part);
const clock = eventClock(timezone);
const client = api(token);
const hall = new Hall();
const voice = pageVoice();
const views = { tables: part("view=tables"), index: part("view=index") };
const pager = pages(views, part("dots"), words[languages[0]].page);
const index = companyIndex(part("index"), part("kana"), pager);
const called = callStrip(part("calls"), { words, clock, voice });
const announced = announcements(part("announced"), { voice });
const bell = mountBell({ host: part("bell"), clock, languages, speech: voice, always: true });
soundButton(part("sound"), voice);
let updated = null; // event time at which the board was last known to be right
let fresh = false;

const live = connectLive({
  token,
  topic: "board",
  loadSnapshot: () => client.get("/board"),
  onSnapshot(snapshot) {
    clock.set(snapshot.clock);
    hall.load(snapshot);
    bell.update(snapshot.hall);
    updated = clock.now();
    render();
  },
  onNews(news) {
    const known = hall.take(news);
    render();
    return known;
  },
  onPulse(pulse) {
    clock.set(pulse.clock);
    if (fresh) updated = clock.now();
  },
  onStale(since) {
    fresh = false;
    if (!clock.known) return;
    put(stale, inBoth(words, (said) => said.stale.replace("{time}", clock.hhmmss(clock.at(since)))));
    stale.hidden = false;
  },
  onFresh() {
    fresh = true;
    stale.hidden = true;
  },
  onRefused() {
    put(stale, inBoth(words, (said) => said.unpaired));
    stale.hidden = false;
  },
});

function render() {
  const { snapshot } = hall;
  if (!snapshot) return;
  const now = clock.now();
  put(slot(page, "clock"), clock.hhmm(now));
  put(slot(page, "day"), languages.map((language) => clock.day(now, language)).join(" / "));
  showAway(snapshot.day);
  if (updated !== null) put(slot(page, "updated"), clock.hhmmss(updated));
  part("rehearsal").hidden = !clock.rehearsal;
  showNextStart(snapshot.hall, now);
  empty.hidden = hall.rows.length > 0;
  const oneRoom = new Set(hall.rows.map(({ room }) => room.id)).size === 1;
  // On another day nothing is late: each interview is seen as it begins. While time is held, nothing becomes late.
  const still = snapshot.hall.held_at ? time(snapshot.hall.held_at) : now;
  const nowFor = (interview) => (away.hidden ? still : time(interview.starts));
  const context = { clock, words, nowFor, oneRoom, away: !away.hidden, speech: snapshot.hall.speech };
  called.show(hall.rows, context);
  announced.show(snapshot.announcements, context);
  mark(rows, "few", hall.rows.length <= FEW);
  const key = (row) => `${row.room.id}/${row.table}`;
  keep(rows, ordered(hall.rows), key, () => copy("#board-row"), (element, row) => showRow(element, row, context));
  index.show(snapshot, context);
  pager.show();
  index.showHere();
}

function showAway(day) {
  const said = languages.map((language) => clock.away(day, words[language], language)).filter(Boolean);
  put(away, said.join(" / "));
  away.hidden = said.length === 0;
}

/** The bell says it itself while no round runs. */
function showNextStart(rounds, now) {
  const following = away.hidden && ["running", "two"].includes(part("bell").dataset.phase) ? nextStart(rounds, now) : null;
  next.hidden = !following || part("bell").hidden;
  if (!following) return;
  put(slot(next, "starts"), clock.hhmm(following.starts));
  const left = following.starts - now;
  const same = phaseAt(rounds, now).ends === following.starts; // then the round itself counts down to it
  put(slot(next, "in"), left < HOUR && !same ? minutesSeconds(left) : "");
}

let day = null;
setInterval(() => {
  render();
  const today = clock.known && clock.day(clock.now());
  if (day && today && day !== today) live.reload();
  day = today;
}, TICK_MS);
addEventListener("resize", render);
