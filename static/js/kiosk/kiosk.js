// The reception kiosk: reader, server, screen, and the line between them.
import { newNonce } from "../api.js";
import { eventClock } from "../clock.js";
import { connectLive } from "../live.js";
import { NoAnswer, reception } from "./api.js";
import { outbox } from "./outbox.js";
import { listen } from "./scanner.js";
import { screen as makeScreen } from "./screen.js";
import { search as makeSearch } from "./search.js";
import { allowSound, sound } from "./sound.js";
import { fill, words } from "./words.js";

const HOME_MS = 60_000; // back to the kiosk's own language when nobody is there
const SLOW_MS = 400; // an answer that comes sooner needs no "checking"

const data = document.body.dataset;
const part = (name) => document.querySelector(`[data-${name}]`);

const clock = eventClock(data.timezone);
clock.set(JSON.parse(data.clock));
const server = reception(data.token);
const now = () => new Date(clock.now()).toISOString();

let current = null; // the nonce of the scan whose answer belongs on the screen
let warned = null; // the nonce of the scan that the screen says is not delivered
let slow = 0;
let touched = performance.now();
let fresh = true;

const screen = makeScreen(clock, () => {
  current = null; // what comes later is no answer to the person in front
});

const box = outbox({
  storageKey: `mendan-kiosk-${data.device}`,
  send: (scan) => server.checkIn(scan, now()),
  onAnswer(scan, answer) {
    if (scan.nonce !== current) return; // it waited, and its person has gone on
    clearTimeout(slow);
    screen.checkedIn(answer);
    sound(answer.status < 300);
  },
  onWaiting(scan) {
    if (scan.nonce !== current || scan.nonce === warned) return;
    warned = scan.nonce;
    clearTimeout(slow);
    screen.waiting();
    sound(false);
  },
  onCount(number) {
    const held = part("held");
    held.hidden = number === 0;
    held.textContent = fill(words.held, { number });
  },
});

function checkIn(who) {
  touched = performance.now();
  const scan = { nonce: newNonce(), scanned_at: now(), ...who };
  current = scan.nonce;
  finder.clear();
  clearTimeout(slow);
  slow = setTimeout(() => scan.nonce === current && screen.sending(), SLOW_MS);
  box.add(scan);
}

const finder = makeSearch({ screen, find: server.find, onChosen: (attendee) => checkIn({ attendee }) });
listen((code) => checkIn({ code }));
allowSound();

part("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.code;
  if (field.value.trim()) checkIn({ code: field.value });
  field.value = "";
});

part("undo").addEventListener("click", async () => {
  const nonce = current;
  try {
    const { status, body } = await server.undo(nonce);
    if (status === 200) screen.undone();
    else screen.checkedIn({ status, body });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    screen.answer({ tone: "refused", mark: "waiting", word: words.notTaken, todo: words.ask });
  }
});

function showFocus() {
  const ready = document.hasFocus();
  part("ready").hidden = !ready;
  part("wake").hidden = ready;
}
addEventListener("focus", showFocus);
addEventListener("blur", showFocus);
part("wake").addEventListener("click", () => window.focus());
addEventListener("pointerdown", () => {
  touched = performance.now();
  setTimeout(showFocus);
});
showFocus();

function sayStale(text) {
  part("stale").hidden = !text;
  part("stale").textContent = text;
  part("language").hidden = Boolean(text); // another page could not be loaded now
}

connectLive({
  token: data.token,
  topic: "reception",
  loadSnapshot: server.snapshot,
  onSnapshot: (snapshot) => clock.set(snapshot.clock),
  onNews: () => true,
  onPulse: (pulse) => clock.set(pulse.clock),
  onStale(since) {
    fresh = false;
    sayStale(fill(words.stale, { time: clock.hhmm(clock.at(since)) }));
  },
  onFresh() {
    fresh = true;
    sayStale("");
  },
  onRefused: () => sayStale(words.unpaired),
});

setInterval(() => {
  const left = data.view === "idle" && fresh && performance.now() - touched > HOME_MS;
  const home = data.homeLanguage;
  if (left && document.documentElement.lang !== home) location.replace(`?lang=${home}`);
}, 5_000);
