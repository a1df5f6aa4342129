// Two short tones up: taken. One low tone: not taken. Silent where the browser does not allow sound.

let context = null;

/** Browsers allow sound only after someone has touched the page: then it is made ready. */
export function allowSound() {
  const start = () => {
    context ??= new AudioContext();
    context.resume().catch(() => {});
  };
  addEventListener("pointerdown", start);
  addEventListener("keydown", start);
}

function tone(frequency, from, length) {
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: 0.12 });
  oscillator.connect(gain).connect(context.destination);
  gain.gain.setTargetAtTime(0, context.currentTime + from + length - 0.03, 0.01);
  oscillator.start(context.currentTime + from);
  oscillator.stop(context.currentTime + from + length + 0.05);
}

export function sound(taken) {
  if (context?.state !== "running") return;
  if (taken) {
    tone(880, 0, 0.09);
    tone(1318, 0.1, 0.14);
  } else {
    tone(233, 0, 0.35);
  }
}
