// The control desk: the day as a grid that follows the news, and beside it what is wrong, said and happening.
import { api } from "/static/js/api.js";
import { mountBell } from "/static/js/bell.js";
import { eventClock } from "/static/js/clock.js";
import { copy, keep, nameOf, put, slot } from "/static/js/dom.js";
import { connectLive } from "/static/js/live.js";
import { time } from "/static/js/states.js";
import { Alerts } from "./alerts.js";
import { Grid } from "./grid.js";
import { Hall } from "./hall.js";
import { Day, counts, numbers } from "./model.js";
import { Panel } from "./panel.js";
import { Saying } from "./say.js";
import { say, sender } from "./send.js";

const GATHER_MS = 1_000; // what is wrong is asked for at most so often, whatever happens
const REST = 4; // and the server rests so many times as long as it took
const AGAIN_MS = 10_000; // and so often when nothing does: time itself makes things wrong
const TICK_MS = 1_000;
const SAID_MS = 12_000;
const PATIENCE_MS = 15_000;
const ANEW = new Set([
  "slots_shifted", "bell_held", "bell_released", "timetable_published", "event_imported", "clock_set", "floor_set",
  "rehearsal_started", "rehearsal_ended",
]); // prettier-ignore
const UNDO = { call: "uncall", no_show: "reinstate", cancel: "reinstate", start: "reopen", finish: "reopen" };

const root = document.querySelector("[data-desk]");
const { token, zone, address, devices } = root.dataset;
const words = JSON.parse(root.dataset.words);
const find = (name) => document.querySelector(`[data-${name}]`);
const clock = eventClock(zone);
const client = api(token);
const day = new Day();
const post = sender(client, () => toast(words.sending));
const page = (company) => `companies/${encodeURIComponent(company)}`;
let late = {};
let picked = null; // the number that narrows the grid
let sought = null; // what the search finds
let looks = new Map();
let reading = null;
let due = false;
let last = performance.now();
let took = 0;

async function get(part = "") {
  const answer = await fetch(address + part, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok || answer.redirected) {
    throw Object.assign(new Error(answer.statusText), { status: answer.redirected ? 401 : answer.status });
  }
  return answer.json();
}

// Acting

async function act(interview, action, extra = {}) {
  const path = `/interviews/${interview.id}/actions`;
  const company = nameOf(day.supplier(interview));
  if (action === "call_again") {
    await post(path, { action: "uncall" });
    await post(path, { action: "call" });
  } else {
    await post(path, { action, ...extra });
  }
  const { minutes } = extra;
  const undo = minutes > 0 ? [action, { minutes: -minutes }] : UNDO[action] && [UNDO[action]];
  const did = words.did[minutes < 0 ? "reopen" : action];
  toast(say(did, { company }), undo && (() => act(interview, ...undo)));
  refresh();
}

/** A company cannot come: cancel all that is still to come of it; one refusal leaves the rest, and is said. */
async function callOff(key) {
  const company = nameOf(day.companies.get(key));
  const done = [];
  try {
    for (const one of day.toCome(key, clock.now())) {
      await post(`/interviews/${one.id}/actions`, { action: "cancel" });
      done.push(one);
    }
  } finally {
    if (done.length) toast(say(words.calledOff, { company, n: done.length }), () => putBack(done, company));
    refresh();
  }
}

async function putBack(interviews, company) {
  for (const one of interviews) await post(`/interviews/${one.id}/actions`, { action: "reinstate" });
  toast(say(words.did.reinstate, { company }));
  refresh();
}

async function tell(room, text, english = "") {
  const sent = await post("/messages", { text, text_en: english, room });
  toast(say(words.sent, { to: sent.room ? nameOf(day.rooms.get(sent.room)) : words.everyone }));
  refresh();
}

const REMEDIES = {
  call: (one) => act(day.interviews.get(one.interview), "call"),
  call_again: (one) => act(day.interviews.get(one.interview), "call_again"),
  no_show_supplier: (one) => act(day.interviews.get(one.interview), "no_show", { side: "supplier" }),
  no_show_buyer: (one) => act(day.interviews.get(one.interview), "no_show", { side: "buyer" }),
  extend: (one) => act(day.interviews.get(one.interview), "extend", { minutes: 2 }),
  announce: (one) => saying.open({ text: one.texts[0], english: one.texts[1] }),
  message: (one) => saying.open({ room: one.room, text: one.texts[0], english: one.texts[1] }),
  device: () => location.assign(devices),
  open: (one) => openPanel(one.interview),
};

async function remedy(alert) {
  alerts.work(alert, true);
  try {
    await REMEDIES[alert.remedy](alert);
  } catch (error) {
    toast(error.message);
  }
  await refresh();
  alerts.work(alert, false);
}

function openPanel(id) {
  const interview = day.interviews.get(id);
  if (interview) panel.open(interview, day, late);
}

// Showing

const grid = new Grid(find("lines"), {
  words,
  clock,
  onOpen: openPanel,
  onSlot: (at) => hall.open(day, at),
  onRoom: (room) => saying.open({ room }),
});
const alerts = new Alerts({
  words,
  clock,
  onRemedy: remedy,
  onOpen: (alert) => (alert.interview ? openPanel(alert.interview) : remedy(alert)),
});
const panel = new Panel({ words, clock, grace: Number(root.dataset.grace), page, act, tell, callOff });
const saying = new Saying({
  words,
  clock,
  send: tell,
  async end(id) {
    await post(`/messages/${id}/end`);
    toast(words.endedMessage);
    await refresh();
  },
});
const hall = new Hall({ words, clock, client, post, told: toast });
const bell = mountBell({ host: find("bell"), clock });

function drawAll() {
  grid.build(day);
  saying.rooms(day);
  hall.show(day);
  bell.update(day.snapshot.hall);
  looks = new Map();
  drawCells(day.interviews.values());
  find("empty").hidden = day.snapshot.rows.length > 0;
  find("frame").hidden = day.snapshot.rows.length === 0;
  const held = day.snapshot.hall.held_at;
  find("held").hidden = !held;
  put(find("held"), held ? say(words.heldLine, { time: clock.hhmm(time(held)) }) : "");
  put(document.querySelector('[data-slot="hall"]'), held ? words.held : words.holdOrShift);
  put(document.querySelector('[data-slot="day"]'), clock.day(Date.parse(`${day.snapshot.day}T12:00:00Z`)));
}

/** Show these interviews as they look now, and what follows from all of them. */
function drawCells(interviews, changed = false) {
  const now = clock.now();
  for (const interview of interviews) {
    const look = day.look(interview, now);
    looks.set(interview.id, look);
    grid.show(interview, look, changed);
  }
  drawNumbers(now);
  if (panel.dialog.open) panel.show(day, late);
}

let numbersDue = false;
function drawNumbers(now) {
  if (numbersDue) return;
  numbersDue = true;
  requestAnimationFrame(() => {
    numbersDue = false;
    for (const [name, number] of Object.entries(numbers(day, looks))) {
      put(document.querySelector(`[data-number="${name}"]`), String(number));
    }
    grid.showSlots(now);
    grid.showPlaces();
    narrow();
  });
}

function narrow() {
  const keeps =
    picked || sought
      ? (one) => (!picked || counts(picked, looks.get(one.id))) && (!sought || sought(one))
      : null;
  const shown = grid.narrow(keeps);
  put(find("narrowed"), keeps ? say(words.shown, { n: shown, all: day.snapshot.rows.length }) : "");
  find("clear").hidden = !keeps;
  for (const button of document.querySelectorAll("[data-pick]")) {
    button.setAttribute("aria-pressed", String(button.dataset.pick === picked));
  }
}

function drawNow(now) {
  late = now.late;
  alerts.show(now.alerts, now.wrong);
  saying.show(now.messages);
  keep(find("feed"), now.feed, (line) => line.revision, () => copy("#feed-line"), (node, line) => {
    for (const name of ["at", "text", "by"]) put(slot(node, name), line[name]);
    node.dataset.fact = line.fact;
  }); // prettier-ignore
  const end = document.querySelector('[data-number="end"]');
  put(end, now.end ? clock.hhmm(time(now.end.expected)) : words.noEnd);
  put(document.querySelector('[data-number="late"]'), now.end?.late ? say(words.endLate, { n: now.end.late }) : "");
}

let timer = null;
let undo = null;
function toast(text, back = null) {
  const box = find("toast");
  put(slot(box, "says"), text);
  undo = back;
  find("undo").hidden = !back;
  box.hidden = false;
  // An open dialog covers everything but itself.
  (document.querySelector("dialog[open]") ?? document.body).append(box);
  clearTimeout(timer);
  timer = setTimeout(() => (box.hidden = true), SAID_MS);
}

// Reading

/** Ask what is wrong now; joined, at most once a second. */
function refresh() {
  due = true;
  reading ??= readNow().finally(() => (reading = null));
  return reading;
}

async function readNow() {
  while (due) {
    due = false;
    const wait = last + Math.max(GATHER_MS, REST * took) - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    last = performance.now();
    try {
      const now = await get("?part=now");
      took = performance.now() - last;
      drawNow(now);
    } catch (error) {
      if (error.status === 401) refused();
      return;
    }
  }
}

function refused() {
  put(find("stale"), words.refused);
  find("stale").hidden = false;
}

let shownDay = null;
connectLive({
  token,
  topic: "organiser",
  loadSnapshot: () => get(),
  onSnapshot(snapshot) {
    clock.set(snapshot.clock);
    day.load(snapshot);
    drawAll();
    last = performance.now();
    drawNow(snapshot);
    tick();
    if (shownDay !== snapshot.day) grid.toNow(clock.now());
    shownDay = snapshot.day;
  },
  onNews(news) {
    if (ANEW.has(news.fact)) return false;
    const changed = day.take(news);
    if (changed === null) return false;
    drawCells(changed, true);
    refresh();
    return true;
  },
  onPulse: (pulse) => clock.set(pulse.clock),
  onStale(since) {
    put(find("stale"), say(words.stale, { time: clock.hhmm(clock.at(since)) }));
    find("stale").hidden = false;
  },
  onFresh: () => (find("stale").hidden = true),
  onRefused: refused,
  onMoved: () => location.reload(),
});

let ticks = 0;
function tick() {
  if (!day.snapshot) return;
  put(document.querySelector('[data-slot="clock"]'), clock.hhmmss(clock.now()));
  const away = clock.away(day.snapshot.day, words);
  put(find("away"), away);
  find("away").hidden = !away;
  if (ticks++ % 5) return;
  alerts.tick();
  drawCells(day.interviews.values());
  if (performance.now() - last > AGAIN_MS && !document.hidden) refresh();
}
setInterval(tick, TICK_MS);

// Keys and buttons

document.addEventListener("click", (event) => {
  const target = (name) => event.target.closest(`[data-${name}]`);
  if (target("pick")) {
    const { pick } = target("pick").dataset;
    picked = picked === pick ? null : pick;
    narrow();
  } else if (target("open")) {
    if (target("open").dataset.open === "say") saying.open();
    else if (day.snapshot) hall.open(day);
  } else if (target("close")) target("close").closest("dialog").close();
  else if (target("dismiss")) find("toast").hidden = true;
  else if (target("clear")) {
    picked = sought = null;
    find("find").value = "";
    narrow();
    find("find").focus();
  } else if (target("to-now")) grid.toNow(clock.now());
  else if (target("undo") && undo) {
    const back = undo;
    undo = null;
    find("toast").hidden = true;
    back().catch((error) => toast(error.message));
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) {
    return;
  }
  event.preventDefault();
  find("find").select();
  find("find").focus();
});
find("find").addEventListener("input", (event) => {
  if (!day.snapshot) return;
  sought = grid.finder(event.target.value);
  narrow();
});
find("find").addEventListener("keydown", (event) => {
  if (event.key === "Enter") grid.focusFirst();
  if (event.key !== "Escape") return;
  event.target.value = "";
  sought = null;
  narrow();
});
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("close", () => document.body.append(find("toast")));
}
