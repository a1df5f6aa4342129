// The reception kiosk: reader, server, screen, and the line between them.
import { newNonce } from "../api.js";
import { mountBell } from "../bell.js";
import { changesHall } from "../bell_model.js";
import { eventClock } from "../clock.js";
import { connectLive } from "../live.js";
import { NoAnswer, reception } from "./api.js";
import { camera } from "./camera.js";
import { fold } from "./codes.js";
import { conflictList } from "./conflicts.js";
import { frontDesk } from "./desk.js";
import { makeDirectory } from "./directory.js";
import { showFocus } from "./focus.js";
import { stayAwake } from "../awake.js";
import { keepClock, keepPage } from "../keep.js";
import { lineStatus } from "./line.js";
import { makeLink } from "./link.js";
import { lock as makeLock } from "./lock.js";
import { adoptOrphans } from "./orphans.js";
import { outbox } from "./outbox.js";
import { PATIENCE_MS } from "../patience.js";
import { markPresence } from "./presence.js";
import { listen } from "./scanner.js";
import { screen as makeScreen } from "./screen.js";
import { search as makeSearch } from "./search.js";
import { allowSound, sound } from "./sound.js";
import { openStore } from "../store.js";
import { turns } from "./turns.js";
import { clockWatch, stampNow } from "./when.js";
import { otherThan, words } from "./words.js";

const HOME_MS = 60_000; // back to the language of a kiosk without staff when nobody is there
const TYPED_MS = 5 * 60_000; // but a code that is half typed is not taken away so soon

const data = document.body.dataset;
const part = (name) => document.querySelector(`[data-${name}]`);

const said = JSON.parse(data.clock);
const clock = eventClock(data.timezone);
clock.set(said);
const now = () => new Date(clock.now()).toISOString();

const link = makeLink(() => status.show());
const server = reception(data.token, link);
const status = lineStatus({ clock, link, report: server.state });
const channel = new BroadcastChannel(`mendan-kiosk-${data.device}`);

let touched = performance.now();
const kinds = new Map(); // by nonce: whether somebody came or left, for the undoing
const undoing = new Set(); // check-ins whose undoing waits behind them

const line = turns();
const reader = listen((code) => nextOne({ code }));
camera({ device: data.device, onScan: (code) => nextOne({ code }) });
const onIdle = () => {
  reader.forgetLast();
  line.leave();
};
const screen = makeScreen(clock, onIdle, (view) => Boolean(desk?.isBegun(view)));

/** What is kept in the browser and needs it open: the outbox, the copy of the badges, the clock. */
const kept = openStore(data.device, { event: data.event, onSafe }).then(async (store) => {
  await markPresence(store, () => kept.then(({ box }) => box.changed()));
  const count = await keepClock(clock, said, store);
  const watch = clockWatch();
  if (!("kept" in data)) watch.set();
  const setClock = (next) => {
    watch.set();
    count(next);
  };
  const directory = await makeDirectory({ store, event: data.event, load: server.directory, clock });
  const conflicts = conflictList({ store, clock, channel, onChange: status.conflicts });
  const box = outbox({
    store,
    link,
    channel,
    ready: async () => watch.doubtful() && askTime(setClock),
    send(row, tell) {
      const { kind, nonce, of, what, code, attendee, scanned_at } = row;
      const event = parseInt(row.event, 10);
      if (kind === "undo") return server.undo(of, what, event, tell);
      const ask = kind === "departure" ? server.depart : server.checkIn;
      return ask({ nonce, code, attendee, scanned_at, event }, sentAt(row), tell);
    },
    onAnswer(row, answer) {
      const { kind, nonce, of, what } = row;
      desk?.answered(row, answer);
      if (kind === "undo") return line.say(of, () => undone(answer, what));
      if (undoing.has(nonce)) return; // its undoing follows
      line.say(nonce, () => {
        if (kind === "departure") screen.departed(answer);
        else welcome(row, answer);
        sound(answer.status < 300);
      });
    },
    onWaiting({ kind, nonce, code }) {
      desk?.kept(nonce);
      if (kind === "departure") return leavesLater(nonce);
      return answerHere(nonce, directory.answer(code), directory.at);
    },
    onPaired: status.paired,
    async onChange() {
      status.waits(await store.waiting());
      await conflicts.show();
    },
  });
  status.waits(await store.waiting());
  link.lookBy(async () => {
    if (await store.next(Date.now())) box.deliver();
    else await server.snapshot().catch(() => {});
  });
  const onFound = () => {
    box.changed();
    box.deliver();
  };
  const mayName = data.profile !== "self" || data.search === "masked";
  adoptOrphans({ store, device: data.device, event: data.event, mayName, onFound });
  return { box, conflicts, directory, setClock, onFound };
});

/** The server's word on a check-in; who was let in gets their phone page too, where it may be shown. */
function welcome({ nonce, code }, answer) {
  screen.checkedIn(answer);
  const known = Boolean(code) || data.profile !== "self"; // anybody can type a name
  if (answer.status >= 300 || !known || data.showLink !== "true") return;
  screen.offerPhone(server.phoneLink(nonce).catch(() => null));
}

/** Whether the disk can be trusted has changed; what lay there while it could not is sent. */
function onSafe(safe) {
  part("unsafe").hidden = safe;
  if (!safe) return;
  kept.then(({ onFound }) => onFound()).catch(reportError);
}

/** What the clock that stamped a scan would show now; after a reload, when that is not known, the clock as it is. */
const sentAt = (row) => (row.page === performance.timeOrigin ? new Date(stampNow(row, clock)).toISOString() : now());

/** The tablet has slept: nothing is sent before the server has said what time it is. */
async function askTime(setClock) {
  const { clock: right } = await server.snapshot().catch((error) => {
    throw new NoAnswer(error.message);
  });
  setClock(right);
}

/** Answer from this kiosk's own copy, and say so; gives what was said. */
function answerHere(nonce, answer, copiedAt) {
  line.say(nonce, () => {
    if (answer) screen.offline(answer, copiedAt);
    else screen.waiting();
    sound(answer?.status === 201);
  });
  const { reason, company = null } = answer?.body ?? {};
  return { verdict: answer ? reason ?? "ok" : "unchecked", company };
}

/** A departure is sent later: nothing of it has to be known before. */
function leavesLater(nonce) {
  line.say(nonce, screen.leavesLater);
  return { verdict: "ok", company: null };
}

/** Somebody else stands there: what concerned the one before goes from the screen. */
function nextOne(who) {
  desk?.nextOne();
  return checkIn(who);
}

async function checkIn(who) {
  const read = performance.now();
  touched = read;
  if (!lock.open) return;
  const scan = { nonce: newNonce(), scanned_at: now(), ...(desk?.leaving ? { kind: "departure" } : {}), ...who };
  kinds.set(scan.nonce, scan.kind ?? "checkin");
  finder.clear();
  part("typed-hint").textContent = "";
  line.add(scan.nonce, screen.sending);
  const late = setTimeout(() => line.say(scan.nonce, screen.waiting), PATIENCE_MS); // what is kept does not open
  const { box, conflicts } = await kept;
  clearTimeout(late);
  conflicts.close();
  await box.add(scan, read);
}

const lock = makeLock({ data, screen });
const desk = data.profile === "desk" ? makeDesk() : null;
const finder = makeSearch({ screen, desk, find: server.find, onChosen: (attendee) => nextOne({ attendee }) });
allowSound();

function makeDesk() {
  return frontDesk({
    data,
    screen,
    clock,
    checkIn,
    now,
    send: async (scan) => (await kept).box.add(scan),
    undo(nonce, kind) {
      kinds.set(nonce, kind);
      line.add(nonce, screen.sending);
      takeBack(nonce);
    },
  });
}

part("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.code;
  const code = field.value.trim();
  const whole = fold(code) !== null;
  if (whole || !desk) field.value = ""; // at a desk a slip of the hand stays, to be mended
  if (code) nextOne({ code }); // whatever it is: every try is recorded
  if (whole) return;
  part("typed-hint").textContent = words.typeCode;
  field.focus();
});
part("typed").addEventListener("input", () => {
  part("typed-hint").textContent = "";
});

part("undo").addEventListener("click", () => takeBack(line.hold()));

async function takeBack(nonce) {
  const { box } = await kept;
  const what = kinds.get(nonce);
  undoing.add(nonce);
  const outcome = await box.withdraw(nonce);
  if (outcome === "withdrawn") line.say(nonce, () => screen.undone(what));
  else if (outcome === "follows") line.say(nonce, () => screen.undoWaits(what));
  else await undoThere(nonce, what, box);
}

const undone = (answer, what) => (answer.status === 200 ? screen.undone(what) : screen.refused(answer.body));

/** Undo what the server has taken; as soon as the line is back, if it is down. */
async function undoThere(nonce, what, box) {
  try {
    const answer = await server.undo(nonce, what, parseInt(data.event, 10));
    desk?.answered({ kind: "undo", of: nonce }, answer);
    line.say(nonce, () => undone(answer, what));
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    await box.undoLater(nonce, what, now());
    line.say(nonce, () => screen.undoWaits(what));
  }
}

const bell = mountBell({ host: part("bell"), clock, languages: [document.documentElement.lang, otherThan(document.documentElement.lang)] });

showFocus();
stayAwake();
keepPage(data.worker, status.kept);
for (const sign of ["pointerdown", "keydown", "input"]) {
  addEventListener(sign, () => (touched = performance.now()), true);
}

/** What somebody was shown, or staff had opened by the PIN, when the browser put the page aside is not there again. */
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && ["answer", "lock", "search"].includes(data.view)) screen.idle();
});

kept.then(({ directory, setClock }) => {
  directory.refresh();
  connectLive({
    token: data.token,
    topic: "reception",
    loadSnapshot: server.snapshot,
    onSnapshot(snapshot) {
      setClock(snapshot.clock);
      bell.update(snapshot.hall);
      directory.catchUp(snapshot.revision);
      lock.refresh();
    },
    onNews(news) {
      directory.hear(news);
      if (news.fact === "device_changed" && String(news.device) === data.device) lock.refresh();
      return !changesHall(news);
    },
    onPulse(pulse) {
      setClock(pulse.clock);
      directory.confirm(pulse.revision);
    },
    onStale: link.look,
    onRefused: () => status.paired(false),
    onMoved() {
      status.kept(); // all that waits is on the disk
      location.reload();
    },
  });
});

setInterval(() => {
  if (data.view !== "idle" || !status.free) return;
  const typed = part("typed").elements.code.value !== "";
  const left = performance.now() - touched > (typed ? TYPED_MS : HOME_MS);
  const home = data.homeLanguage;
  if (lock.stale && (left || !typed)) location.reload();
  const chosen = data.profile !== "self"; // staff choose their language for the day
  if (left && !chosen && document.documentElement.lang !== home) location.replace(`?lang=${home}`);
}, 5_000);
