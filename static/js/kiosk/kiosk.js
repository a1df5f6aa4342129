// The reception kiosk: reader, server, screen, and the line between them.
import { newNonce } from "../api.js";
import { eventClock } from "../clock.js";
import { connectLive } from "../live.js";
import { NoAnswer, reception } from "./api.js";
import { showFocus } from "./focus.js";
import { outbox } from "./outbox.js";
import { listen } from "./scanner.js";
import { screen as makeScreen } from "./screen.js";
import { search as makeSearch } from "./search.js";
import { allowSound, sound } from "./sound.js";
import { turns } from "./turns.js";
import { fill, words } from "./words.js";

const HOME_MS = 60_000; // back to the kiosk's own language when nobody is there

const data = document.body.dataset;
const part = (name) => document.querySelector(`[data-${name}]`);

const clock = eventClock(data.timezone);
clock.set(JSON.parse(data.clock));
const server = reception(data.token);
const now = () => new Date(clock.now()).toISOString();

let touched = performance.now();
let fresh = true;

const line = turns();
const reader = listen((code) => checkIn({ code }));
const screen = makeScreen(clock, () => {
  reader.forgetLast();
  line.leave();
});

const box = outbox({
  storageKey: `mendan-kiosk-${data.device}`,
  send: (scan) => server.checkIn(scan, now()),
  onAnswer(scan, answer) {
    line.say(scan.nonce, () => {
      screen.checkedIn(answer);
      sound(answer.status < 300);
    });
  },
  onWaiting(scan) {
    line.say(scan.nonce, () => {
      screen.waiting();
      sound(false);
    });
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
  finder.clear();
  part("typed-hint").textContent = "";
  line.add(scan.nonce, screen.sending);
  box.add(scan);
}

const finder = makeSearch({ screen, find: server.find, onChosen: (attendee) => checkIn({ attendee }) });
allowSound();

part("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.code;
  const code = field.value.trim();
  field.value = "";
  if (code) return checkIn({ code });
  part("typed-hint").textContent = words.typeCode;
  field.focus();
});
part("typed").addEventListener("input", () => {
  part("typed-hint").textContent = "";
});

part("undo").addEventListener("click", async () => {
  const nonce = line.hold();
  try {
    const { status, body } = await server.undo(nonce);
    line.say(nonce, () => (status === 200 ? screen.undone() : screen.checkedIn({ status, body })));
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    line.say(nonce, screen.notUndone);
  }
});

showFocus();
addEventListener("pointerdown", () => {
  touched = performance.now();
});

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
