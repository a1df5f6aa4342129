// Tones made by the browser itself. Silent where it does not allow sound.

const told = new Set();
let context = null;
let listening = false;

function change() {
  for (const tell of told) tell();
}

function open() {
  if (context || !globalThis.AudioContext) return;
  context = new AudioContext();
  context.addEventListener("statechange", change);
}

/** Make sound ready; browsers let a page do so while it is touched. */
export async function wake() {
  open();
  await context?.resume().catch(() => {});
}

/** Make sound ready as soon as someone touches the page; a button for the sound itself (`data-sound`) sees to it. */
export function allowSound() {
  if (listening) return;
  listening = true;
  const start = ({ target }) => target.closest?.("[data-sound]") || wake();
  addEventListener("pointerdown", start);
  addEventListener("keydown", start);
}

/** Whether a tone would be heard; `tell` is called whenever that may have changed. */
export const audible = () => context?.state === "running";
export function onAudible(tell) {
  open(); // some screens are set up to allow sound at once
  told.add(tell);
}

/** Play some notes: [{frequency, from, length, gain}], in seconds; gives how long they last, 0 if nobody hears them. */
export function play(notes) {
  if (!audible()) return 0;
  for (const { frequency, from, length, gain = 0.12 } of notes) tone(frequency, from, length, gain);
  return Math.max(...notes.map(({ from, length }) => from + length));
}

function tone(frequency, from, length, loud) {
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: loud });
  const at = context.currentTime + from;
  oscillator.connect(gain).connect(context.destination);
  gain.gain.setTargetAtTime(0, at + length - 0.03, 0.01);
  oscillator.start(at);
  oscillator.stop(at + length + 0.05);
}
