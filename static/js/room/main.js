// The room tablet: reads its room, listens to it, and sends what the host presses.
import { api } from "/static/js/api.js";
import { stayAwake } from "/static/js/awake.js";
import { mountBell } from "/static/js/bell.js";
import { eventClock } from "/static/js/clock.js";
import { copy, keep, mark, nameOf, put, slot } from "/static/js/dom.js";
import { keepClock, keepPage } from "/static/js/keep.js";
import { connectLive } from "/static/js/live.js";
import { time } from "/static/js/states.js";
import { openStore } from "/static/js/store.js";
import { showCard } from "/static/js/room/card.js";
import { askHost, openMenu, openTable, showMenu } from "/static/js/room/menu.js";
import { undoShown } from "/static/js/room/buttons.js";
import { Room, current } from "/static/js/room/model.js";
import { askSide, missing } from "/static/js/room/no_show.js";
import { onAcknowledge, showNotices } from "/static/js/room/notices.js";
import { askOutcome } from "/static/js/room/outcome.js";
import { makeQueue } from "/static/js/room/queue.js";
import { showSheet } from "/static/js/room/sheet.js";
import { say, words } from "/static/js/room/words.js";

const TABLES_AS_CARDS = 4;
const TICK_MS = 250;
const SAID_MS = 12_000;
const NOTED_MS = 120_000;
const MINUTE = 60_000;

const page = document.body;
const { token, room: roomId, device, event, timezone, worker } = page.dataset;
const graceMs = Number(page.dataset.grace) * 60_000;
const [tables, empty, back, stale, away, languages, off] = [
  "tables", "empty", "back", "stale", "away", "languages", "off-notice",
].map((name) => page.querySelector(`[data-${name}]`));
const clock = eventClock(timezone);
const client = api(token, parseInt(event, 10));
const room = new Room();
const bell = mountBell({ host: page.querySelector("[data-bell]"), clock });
const said = new Map(); // table → {words, kind, undo: what "Undo" takes back meanwhile}
let opened = null; // the table opened from the list
let fresh = false;

const store = await openStore(device, { event, prefix: "mendan-room-" });
const setClock = await keepClock(clock, JSON.parse(page.dataset.clock), store);
if (!clock.known) clock.set(JSON.parse(page.dataset.clock));
stayAwake();
if (worker) keepPage(worker, () => {});

const queue = makeQueue({
  store,
  post: (path, body) => client.post(path, body),
  onChange: render,
  onAnswer(row, answer) {
    if (answer.warning === "not_arrived") tell(tableOf(row.lane), words.notArrived, "warning");
  },
  reload: () => live.reload(),
});

const live = connectLive({
  token,
  topic: `room:${roomId}`,
  loadSnapshot: () => client.get(`/rooms/${encodeURIComponent(roomId)}`),
  onSnapshot(snapshot) {
    setClock(snapshot.clock);
    takeOff(false);
    room.load(snapshot);
    bell.update(snapshot.hall);
    queue.heardOf();
    remember();
    render();
  },
  onNews(news) {
    const known = room.take(news);
    if (known) queue.heardOf(news.interview);
    remember();
    render();
    return known;
  },
  onPulse: (pulse) => setClock(pulse.clock),
  onStale(since) {
    fresh = false;
    mark(page.querySelector("[data-line]"), "line", "off");
    if (!clock.known || !off.hidden) return;
    put(stale, say(words.stale, { time: clock.hhmmss(clock.at(since)) }));
    stale.hidden = false;
  },
  onFresh() {
    fresh = true;
    mark(page.querySelector("[data-line]"), "line", "on");
    stale.hidden = true;
    queue.wake();
  },
  onRefused() {
    takeOff(true);
    store.put("snapshot", null);
  },
});

/** A tablet whose pairing was ended says so and what to do, and offers nothing that nobody would hear of. */
function takeOff(now) {
  off.hidden = !now;
  page.toggleAttribute("data-taken-off", now);
  if (!now) return;
  stale.hidden = true;
  for (const dialog of page.querySelectorAll("dialog[open]")) dialog.close();
  const unsent = queue.rows.filter(({ answered }) => !answered).length;
  put(slot(off, "unsent"), unsent ? say(words.lost, { n: unsent }) : "");
}

/** What is known is kept on the disk: a page that is opened while the server is away goes on from it. */
function remember() {
  store.put("snapshot", room.snapshot).catch(() => {});
}

store.get("snapshot").then((kept) => {
  if (room.snapshot || !off.hidden || String(kept?.event.id) !== event.split("@")[0]) return; // nothing, or of another event, as of a rehearsal
  room.load(kept, { kept: true });
  bell.update(kept.hall);
  render();
});

function tableOf(id) {
  return room.tables.find((table) => table.interviews.some((one) => String(one.id) === String(id)))?.number;
}

function tell(number, text, kind, ms = SAID_MS, undo = null) {
  const saying = { words: text, kind, undo };
  said.set(number, saying);
  setTimeout(() => said.get(number) === saying && said.delete(number), ms);
}

const hostNow = () => queue.rows.findLast((row) => row.kind === "host")?.body.host ?? room.snapshot.host;

/** What everything on the screen is shown by. */
function context() {
  const { breaks, ask_outcome: asksOutcome } = room.snapshot;
  return {
    clock, room, queue, said, graceMs, breaks, asksOutcome, away: !away.hidden, nowFor, host: hostNow(),
  };
}

function render() {
  if (!room.snapshot) return;
  const shown = room.expected(queue);
  const many = shown.length > TABLES_AS_CARDS;
  const cards = many && opened !== null ? shown.filter((table) => table.number === opened) : shown;
  put(slot(page, "clock"), clock.hhmm(clock.now()));
  put(slot(page, "day"), clock.day(clock.now()));
  put(slot(page, "host"), hostNow() ? say(words.host, { name: hostNow() }) : "");
  put(away, clock.away(room.snapshot.day, words));
  away.hidden = !away.textContent;
  // Another language is another page: not while the server is out of reach or a press is on its way.
  languages.inert = !fresh || queue.rows.length > 0;
  page.querySelector("[data-rehearsal]").hidden = !clock.rehearsal;
  empty.hidden = shown.length > 0;
  back.hidden = !(many && opened !== null);
  tables.hidden = cards.length === 0;
  showPlace(cards);
  mark(tables, "count", cards.length > TABLES_AS_CARDS ? "many" : cards.length);
  showNotices(room, { clock, waits: queue.waits });
  const how = { ...context(), list: cards.length > TABLES_AS_CARDS };
  keep(tables, cards, (table) => table.number, () => copy("#table-card"), (card, table) => showCard(card, table, how));
  const inMenu = shown.find((table) => table.number === openTable());
  if (inMenu) showMenu(inMenu, how);
}

/**
 * The time an interview is judged by. While the hall's time stands still, so does that of its interviews. On another
 * day nothing is late: the interview is seen as it begins.
 */
function nowFor(interview) {
  if (!away.hidden) return time(interview.starts);
  const heldAt = room.snapshot.hall.held_at;
  return heldAt ? Math.min(clock.now(), time(heldAt)) : clock.now();
}

function showPlace(cards) {
  put(slot(page, "room"), nameOf(room.snapshot.room));
  const only = cards.length === 1 ? cards[0] : null;
  const interview = only && (current(only) ?? only.interviews.at(-1));
  const table = only ? say(words.table, { n: only.number }) : "";
  put(slot(page, "where"), interview ? `${table}  ${nameOf(interview.buyer)}` : table);
}

const now = () => new Date(clock.now()).toISOString();

const about = (interview) => ({ table: interview.table, company: interview.supplier });

function press(interview, action, extra = {}) {
  const body = { action, at: now(), ...extra };
  return queue.add("action", interview.id, `/interviews/${interview.id}/actions`, body, about(interview));
}

async function noteOutcome(interview, mayUndo = false) {
  const { outcome, undo } = await askOutcome(interview, { clock, mayUndo });
  if (undo) await press(interview, "reopen");
  if (!outcome) return;
  await queue.add("outcome", interview.id, `/interviews/${interview.id}/outcome`, outcome, about(interview));
}

async function noteNoShow(interview, number) {
  const side = await askSide(interview, clock);
  if (!side) return;
  await press(interview, "no_show", { side });
  tell(number, say(words.noted, { company: missing(interview, side) }), "noted", NOTED_MS);
}

/** What was extended by mistake is taken back beside it, like everything else. */
function tellExtended(interview, number, minutes) {
  const until = clock.hhmm(time(interview.ends) + minutes * MINUTE);
  if (minutes < 0) return tell(number, say(words.unextended, { time: until }), "noted");
  const undo = { interview, action: "extend", minutes: -minutes };
  tell(number, say(words.extended, { n: minutes, time: until }), "undo", NOTED_MS, undo);
}

async function act(action, interview, number, minutes) {
  said.delete(number);
  if (action === "no_show") return noteNoShow(interview, number);
  if (action === "extend") tellExtended(interview, number, minutes);
  await press(interview, action, action === "extend" ? { minutes } : {});
  if (action === "finish" && room.snapshot.ask_outcome) await noteOutcome(interview, true);
}

async function choose(table) {
  const choice = await openMenu(table, context());
  const named = (id) => room.expected(queue).flatMap(({ interviews }) => interviews).find((one) => one.id === id);
  const interview = named(choice.outcome ?? choice.interview);
  if (choice.outcome && interview) return noteOutcome(interview);
  if (choice.action && interview) return act(choice.action, interview, table.number, choice.minutes);
  if (!choice.host) return;
  const host = await askHost(hostNow());
  if (host !== null) queue.add("host", "host", `/rooms/${encodeURIComponent(roomId)}/host`, { host });
}

tables.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const number = Number(event.target.closest(".table")?.dataset.key);
  const table = room.expected(queue)?.find((one) => one.number === number);
  if (!button || !table) return;
  const { press: action, open, dismiss, interview: id } = button.dataset;
  if (dismiss) queue.dismiss(dismiss);
  else if (open === "menu") choose(table);
  else if (open === "table") setOpened(number);
  else if (open === "sheet") {
    const interview = id ? table.interviews.find((one) => String(one.id) === id) : current(table);
    if (interview) showSheet(interview, { room, clock });
  } else if (action === "undo") {
    const undo = undoShown(table, said.get(number));
    if (undo) act(undo.action, undo.interview, number, undo.minutes);
  } else if (action && current(table)) act(action, current(table), number);
});

onAcknowledge({
  onMessage: (id) => queue.add("acknowledge", `message-${id}`, `/messages/${id}/acknowledge`, {}),
  onVersion: (version) =>
    queue.add("version", `version-${version}`, `/rooms/${encodeURIComponent(roomId)}/version`, { version }),
});

function setOpened(number) {
  opened = number;
  render();
}
back.addEventListener("click", () => setOpened(null));
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
