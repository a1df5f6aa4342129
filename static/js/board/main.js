// The lobby board: reads the hall, listens to it, turns its own pages.
import { api } from "/static/js/api.js";
import { eventClock } from "/static/js/clock.js";
import { copy, keep, mark, nameOf, put, putName, slot } from "/static/js/dom.js";
import { connectLive } from "/static/js/live.js";
import { time } from "/static/js/states.js";
import { Hall, calls, ordered } from "/static/js/board/model.js";
import { pages } from "/static/js/board/pages.js";
import { showRow } from "/static/js/board/rows.js";

const TICK_MS = 500;
const FEW = 4;

const page = document.body;
const { token, timezone } = page.dataset;
const words = JSON.parse(page.dataset.words);
const [rows, empty, stale, away, callStrip, dots] = ["rows", "empty", "stale", "away", "calls", "dots"].map((name) =>
  page.querySelector(`[data-${name}]`),
);
const clock = eventClock(timezone);
const client = api(token);
const hall = new Hall();
const pager = pages(rows, dots, words.page);
let updated = null; // event time at which the board was last known to be right
let fresh = false;

const live = connectLive({
  token,
  topic: "board",
  loadSnapshot: () => client.get("/board"),
  onSnapshot(snapshot) {
    clock.set(snapshot.clock);
    hall.load(snapshot);
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
    put(stale, words.stale.replace("{time}", clock.hhmmss(clock.at(since))));
    stale.hidden = false;
  },
  onFresh() {
    fresh = true;
    stale.hidden = true;
  },
  onRefused() {
    put(stale, words.unpaired);
    stale.hidden = false;
  },
});

function render() {
  if (!hall.snapshot) return;
  const now = clock.now();
  put(slot(page, "clock"), clock.hhmm(now));
  put(slot(page, "day"), clock.day(now));
  put(away, clock.away(hall.snapshot.day, words));
  away.hidden = !away.textContent;
  if (updated !== null) put(slot(page, "updated"), clock.hhmmss(updated));
  page.querySelector("[data-rehearsal]").hidden = !clock.rehearsal;
  empty.hidden = hall.rows.length > 0;
  showCalls();
  mark(rows, "few", hall.rows.length <= FEW);
  const shown = pager.show(ordered(hall.rows));
  const key = (row) => `${row.room.id}/${row.table}`;
  // On another day nothing is late: each interview is seen as it begins.
  const nowFor = (interview) => (away.hidden ? now : time(interview.starts));
  const context = { clock, words, nowFor };
  keep(rows, shown, key, () => copy("#board-row"), (element, row) => showRow(element, row, context));
}

function showCalls() {
  const called = away.hidden ? calls(hall.rows) : [];
  callStrip.hidden = called.length === 0;
  mark(callStrip, "count", called.length);
  keep(
    callStrip.querySelector("ol"),
    called,
    ({ interview }) => interview.id,
    () => copy("#call-line"),
    (line, { row, interview }) => {
      putName(slot(line, "name"), interview.supplier);
      put(slot(line, "place"), `${nameOf(row.room)} ${words.table.replace("{n}", row.table)}`);
    },
  );
}

let day = null;
setInterval(() => {
  render();
  const today = clock.known && clock.day(clock.now());
  if (day && today && day !== today) live.reload();
  day = today;
}, TICK_MS);
addEventListener("resize", render);
