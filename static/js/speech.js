// The page's voice: says one thing after the other, a tone first, then in each language that the device can speak.
import { mark, put } from "/static/js/dom.js";
import { allowSound, audible, onAudible, play, wake } from "/static/js/tones.js";

const KEPT = "mendan-sound";
const SPOKEN = { ja: "ja-JP", en: "en-US" };
const REST_MS = 400; // between two things said
const START_MS = 3_000; // a voice that has not begun by then does not speak on this device
const LETTER_MS = 300;
const CHIMES = {
  begin: [523, 659, 784],
  two: [784, 784],
  move: [784, 659, 523, 523],
  held: [440, 440],
  call: [988, 784],
};
const NOTE_S = 0.32;

let only = null;

/** The one voice of this page. `quiet`: it stays silent until someone turns the sound on, as on a phone. */
export function pageVoice({ quiet = false } = {}) {
  only ??= makeVoice(quiet);
  return only;
}

function makeVoice(quiet) {
  const queue = [];
  const told = new Set();
  let talking = false;
  let muted = kept() ? kept() === "off" : quiet;
  allowSound();
  const change = () => told.forEach((tell) => tell());
  onAudible(change);

  async function talk() {
    if (talking) return;
    talking = true;
    while (queue.length) {
      const { tone, lines, still } = queue.shift();
      if (muted || !audible() || !still()) continue;
      await chime(tone);
      let spoken = false;
      for (const [language, text] of lines) spoken = (!muted && still() && (await speak(text, language))) || spoken;
      if (lines.length && !spoken && still()) await chime(tone); // no voice here: the tone a second time
      await pause(REST_MS);
    }
    talking = false;
  }

  return {
    /**
     * Say something when it is its turn. tone: one of the chimes; lines: [[language, text], …]; `first`: before all
     * that waits; `still()`: whether it is still true when its turn comes. What cannot be heard now is not kept.
     */
    say({ tone, lines = [], first = false, still = () => true }) {
      if (muted || !audible()) return;
      queue[first ? "unshift" : "push"]({ tone, lines, still });
      talk();
    },
    /** off: by somebody's wish; blocked: until the page is touched; on. */
    get state() {
      if (muted) return "off";
      return audible() ? "on" : "blocked";
    },
    /** Turn the sound on or off on this device, for good. Called by a press, which is what browsers wait for. */
    async turn(on) {
      muted = !on;
      keep(on ? "on" : "off");
      if (on) prime();
      if (on) await wake();
      else globalThis.speechSynthesis?.cancel();
      change();
    },
    onChange(tell) {
      told.add(tell);
      tell();
    },
  };
}

/** Bind a button `data-sound`, with its words for each state, to the voice. */
export function soundButton(button, voice) {
  button.addEventListener("click", () => voice.turn(voice.state !== "on"));
  voice.onChange(() => {
    const { state } = voice;
    mark(button, "sound", state);
    put(button.querySelector("[data-slot=words]"), button.dataset[state]);
    button.querySelector("use").setAttribute("href", `${button.dataset.icons}#${state === "on" ? "sound" : "silent"}`);
  });
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function chime(name) {
  const notes = CHIMES[name].map((frequency, index) => ({ frequency, from: index * NOTE_S, length: NOTE_S, gain: 0.25 }));
  return pause(play(notes) * 1000);
}

/** Whether this browser has a voice for a language. */
export const canSpeak = (language) => Boolean(voiceFor(language));

/** An English voice never reads Japanese. */
function voiceFor(language) {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  return (
    voices.find(({ lang }) => lang.replace("_", "-") === SPOKEN[language]) ??
    voices.find(({ lang }) => lang.slice(0, 2) === language)
  );
}

/** Speak a text; tells whether the device did. */
function speak(text, language) {
  const synthesis = globalThis.speechSynthesis;
  const voice = voiceFor(language);
  // Some devices name their voices late or never, and speak all the same.
  if (!synthesis || (!voice && synthesis.getVoices().length)) return false;
  return new Promise((done) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = SPOKEN[language];
    utterance.rate = 0.95;
    if (voice instanceof (globalThis.SpeechSynthesisVoice ?? Object)) utterance.voice = voice;
    let timer = 0;
    const end = (spoken) => {
      clearTimeout(timer);
      done(spoken);
    };
    const giveUpAfter = (ms, spoken) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        synthesis.cancel();
        end(spoken);
      }, ms);
    };
    utterance.onstart = () => giveUpAfter(START_MS + text.length * LETTER_MS, true); // some never say that they ended
    utterance.onend = () => end(true);
    utterance.onerror = () => end(false);
    giveUpAfter(START_MS, false);
    synthesis.speak(utterance);
  });
}

/** Some browsers let a page speak only if it has done so within a press. */
function prime() {
  if (!globalThis.speechSynthesis) return;
  const nothing = new SpeechSynthesisUtterance("");
  nothing.volume = 0;
  speechSynthesis.speak(nothing);
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // a browser that keeps nothing
  }
}

function keep(choice) {
  try {
    localStorage.setItem(KEPT, choice);
  } catch {
    // until the next reload then
  }
}
