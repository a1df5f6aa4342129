// The hall's bell on a screen: says which round runs and how long, rings when it ends, and speaks.
import { phaseAt, ringer } from "/static/js/bell_model.js";
import { minutesSeconds } from "/static/js/clock.js";
import { mark, put, slot } from "/static/js/dom.js";
import { pageVoice, soundButton } from "/static/js/speech.js";

const TICK_MS = 250;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TONES = { running: "begin", two: "two", move: "move", break: "move", over: "move", held: "held", released: "begin" };
const ALONE = { two: "running", move: "running" }; // how a phase is called where the hall does not move together
const SHAPES = { two: "ending", move: "departed", held: "held", over: "finished", running: "in_progress" };

/**
 * Show and ring the hall's bell in `host`, a copy of the fragment `_bell.html`.
 *
 * clock      the event's, from clock.js
 * languages  those of its text, the first one larger; by default the page's own. It is spoken in both languages
 * speech     a voice of speech.js; by default the page's
 * always     the round is shown also where the hall does not move together (and never rings there)
 *
 * Gives `update(hall)`, to be called with each snapshot's `hall`, and `stop()`.
 */
export function mountBell({ host, clock, languages = [document.documentElement.lang], speech = pageVoice(), always = false }) {
  const words = Object.fromEntries(
    [...host.querySelectorAll("[data-bell-words]")].map(({ dataset }) => [dataset.spoken, JSON.parse(dataset.bellWords)]),
  );
  const look = ringer();
  const button = host.querySelector("[data-sound]");
  if (button) soundButton(button, speech);
  let hall = null;

  function tick() {
    if (!hall || !clock.known) return;
    const now = clock.now();
    const ring = look(hall, now, performance.now(), Math.max(1, clock.speed));
    show(now);
    if (ring) say(ring);
  }

  function show(now) {
    const today = hall.slots.length > 0 && clock.date(Date.parse(hall.slots[0].starts)) === clock.date(now);
    const phase = today && (hall.bell || always) ? phaseAt(hall, now) : null;
    host.hidden = !phase;
    if (!phase) return;
    const name = hall.bell ? phase.name : ALONE[phase.name] ?? phase.name;
    mark(host, "phase", name);
    mark(host, "together", hall.bell);
    host.querySelector("[data-slot=shape] use").setAttribute("href", `${host.dataset.icons}#${SHAPES[name] ?? "scheduled"}`);
    const at = hall.held_at ? Date.parse(hall.held_at) : now;
    const left = leftOf(name, phase, at);
    put(slot(host, "count"), left === null ? "" : stretch(left));
    slot(host, "count").hidden = left === null;
    languages.forEach((language, index) => {
      put(slot(host, `says${index}`), sentence(words[language], name, phase, at));
      put(slot(host, `unit${index}`), left === null ? "" : words[language].units[name] ?? "");
    });
  }

  const fill = (text, phase) =>
    text
      .replace("{n}", phase.name === "move" || phase.name === "break" ? phase.next.round : phase.round)
      .replace("{time}", clock.hhmm(phase.name === "before" ? phase.starts : phase.next?.starts ?? phase.ends));

  function sentence(said, name, phase, at) {
    const last = name === "two" && phase.until - at <= MINUTE;
    return fill(said.shown[last ? "one" : name], phase);
  }

  function say(ring) {
    const lines = Object.entries(words).map(([language, said]) => [language, fill(said.spoken[ring.name], ring)]);
    speech.say({ tone: TONES[ring.name], lines: hall.speech ? lines : [], first: true });
  }

  const timer = setInterval(tick, TICK_MS);
  return {
    update(next) {
      hall = next ?? null;
      host.hidden = !hall;
      tick();
    },
    stop() {
      clearInterval(timer);
      host.hidden = true;
    },
  };
}

/** To what a phase counts down: the end of the round, or the start of the next one; null where nothing is awaited. */
function leftOf(name, phase, at) {
  if (name === "over" || name === "held") return null;
  if (name === "before") return phase.starts - at;
  const next = name === "move" || name === "break" ? phase.next.starts - at : phase.ends - at;
  return next > 0 ? next : null;
}

/** 7:42, or 1:07:42 for more than an hour. */
function stretch(ms) {
  if (ms <= HOUR) return minutesSeconds(ms);
  const minutes = Math.floor(Math.ceil(ms / 1000) / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${String(Math.ceil(ms / 1000) % 60).padStart(2, "0")}`;
}
