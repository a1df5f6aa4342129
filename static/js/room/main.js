// The room tablet: reads its room, listens to it, and sends what the host presses.
import { api } from "/static/js/api.js";
import { eventClock } from "/static/js/clock.js";
import { copy, keep, mark, nameOf, put, putName, slot } from "/static/js/dom.js";
import { connectLive } from "/static/js/live.js";
import { isRunning, putState, stateOf, time } from "/static/js/states.js";
import { countdown, say, showCard } from "/static/js/room/card.js";
import { askSide, missing } from "/static/js/room/no_show.js";
import { Room, current, undoOf } from "/static/js/room/model.js";
import { presses } from "/static/js/room/press.js";

const TABLES_AS_CARDS = 4;
const TICK_MS = 250;
const SAID_MS = 12_000;
const NOTED_MS = 120_000;

const page = document.body;
const { token, room: roomId, timezone } = page.dataset;
const words = JSON.parse(page.dataset.words);
const graceMs = Number(page.dataset.grace) * 60_000;
const [tables, rows, empty, back, stale, away, languages] = [
  "tables", "rows", "empty", "back", "stale", "away", "languages",
].map((name) => page.querySelector(`[data-${name}]`));
const clock = eventClock(timezone);
const client = api(token);
const room = new Room();
const said = new Map(); // table → {words, kind}
const waiting = new Map(); // interview id → those who wait to hear of it
let opened = null; // the table opened from the list

const live = connectLive({
  token,
  topic: `room:${roomId}`,
  loadSnapshot: () => client.get(`/rooms/${encodeURIComponent(roomId)}`),
  onSnapshot(snapshot) {
    clock.set(snapshot.clock);
    room.load(snapshot);
    for (const id of waiting.keys()) heardOf(id);
    render();
  },
  onNews(news) {
    const known = room.take(news);
    if (known) heardOf(news.interview);
    render();
    return known;
  },
  onPulse: (pulse) => clock.set(pulse.clock),
  onStale(since) {
    mark(page.querySelector("[data-line]"), "line", "off");
    if (!clock.known) return;
    put(stale, say(words.stale, { time: clock.hhmmss(clock.at(since)) }));
    stale.hidden = false;
  },
  onFresh() {
    mark(page.querySelector("[data-line]"), "line", "on");
    stale.hidden = true;
  },
  onRefused() {
    put(stale, words.unpaired);
    stale.hidden = false;
  },
});

const { press, pending } = presses({
  client,
  clock,
  onChange: render,
  onRefused: (id, message) => tell(tableOf(id), message || words.failing, "refused"),
  onWarning: (id, warning) => warning === "not_arrived" && tell(tableOf(id), words.notArrived, "warning"),
  confirmed: (id) => new Promise((done) => waiting.set(id, [...(waiting.get(id) ?? []), done])),
  reload: live.reload,
});

function heardOf(id) {
  for (const done of waiting.get(id) ?? []) done();
  waiting.delete(id);
}

function tableOf(id) {
  return room.tables.find((table) => table.interviews.some((one) => one.id === id))?.number;
}

function tell(number, text, kind, ms = SAID_MS) {
  const saying = { words: text, kind };
  said.set(number, saying);
  setTimeout(() => said.get(number) === saying && said.delete(number), ms);
}

function render() {
  if (!room.snapshot) return;
  const many = room.tables.length > TABLES_AS_CARDS;
  const cards = many ? room.tables.filter((table) => table.number === opened) : room.tables;
  put(slot(page, "clock"), clock.hhmm(clock.now()));
  put(slot(page, "day"), clock.day(clock.now()));
  put(away, clock.away(room.snapshot.day, words));
  away.hidden = !away.textContent;
  // Another language is another page: not while the server is out of reach or a press is on its way.
  languages.inert = !stale.hidden || pending.size > 0;
  page.querySelector("[data-rehearsal]").hidden = !clock.rehearsal;
  empty.hidden = room.tables.length > 0;
  back.hidden = !(many && cards.length);
  rows.hidden = !many || cards.length > 0;
  tables.hidden = cards.length === 0;
  showPlace(cards);
  mark(tables, "count", cards.length);
  const { breaks } = room.snapshot;
  const context = { clock, words, pending, said, graceMs, breaks, away: !away.hidden, nowFor };
  keep(tables, cards, (table) => table.number, () => copy("#table-card"), (card, table) => showCard(card, table, context));
  if (!rows.hidden) keep(rows, room.tables, (table) => table.number, () => copy("#table-row"), showRow);
}

/** The time an interview is judged by. On another day nothing is late: the interview is seen as it begins. */
const nowFor = (interview) => (away.hidden ? clock.now() : time(interview.starts));

function showPlace(cards) {
  put(slot(page, "room"), nameOf(room.snapshot.room));
  const only = cards.length === 1 ? cards[0] : null;
  const interview = only && (current(only) ?? only.interviews.at(-1));
  const table = only ? say(words.table, { n: only.number }) : "";
  put(slot(page, "where"), interview ? `${table}  ${nameOf(interview.buyer)}` : table);
}

function showRow(row, table) {
  const interview = current(table);
  put(slot(row, "table"), String(table.number));
  const known = interview ?? table.interviews.at(-1);
  if (known) put(slot(row, "buyer"), nameOf(known.buyer));
  if (!interview) return put(slot(row, "supplier"), words.done);
  const now = nowFor(interview);
  putName(slot(row, "supplier"), interview.supplier);
  const state = interview.state === "scheduled" && !interview.arrived ? "absent" : stateOf(interview, now);
  putState(slot(row, "state"), state);
  mark(row, "state", state);
  mark(row, "late", !isRunning(interview) && now - time(interview.starts) >= 60_000);
  put(slot(row, "count"), isRunning(interview) && away.hidden ? countdown(interview, now) : clock.hhmm(time(interview.starts)));
}

tables.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-press]");
  const number = Number(event.target.closest(".table")?.dataset.key);
  const table = room.tables?.find((one) => one.number === number);
  if (!button || !table) return;
  const undo = button.dataset.press === "undo" ? undoOf(table) : null;
  const action = undo?.action ?? button.dataset.press;
  const interview = undo?.interview ?? current(table);
  if (!interview || action === "undo") return;
  said.delete(number);
  if (action === "extend") return press(interview, action, { minutes: Number(button.dataset.minutes) });
  if (action !== "no_show") return press(interview, action);
  const side = await askSide(interview, { clock, words, say });
  if (!side || !(await press(interview, action, { side }))) return;
  tell(number, say(words.noted, { company: missing(interview, side) }), "noted", NOTED_MS);
});

rows.addEventListener("click", (event) => {
  opened = Number(event.target.closest("[data-key]")?.dataset.key) || opened;
  render();
});
back.addEventListener("click", () => {
  opened = null;
  render();
});
setInterval(() => {
  render();
  if (room.snapshot && nextDay()) live.reload();
}, TICK_MS);

let day = null;
function nextDay() {
  const today = clock.day(clock.now());
  const changed = day !== null && day !== today;
  day = today;
  return changed;
}
