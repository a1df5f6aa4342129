// Two short tones up: taken. One low tone: not taken.
import { play } from "../tones.js";

export { allowSound } from "../tones.js";

const TAKEN = [
  { frequency: 880, from: 0, length: 0.09 },
  { frequency: 1318, from: 0.1, length: 0.14 },
];
const NOT_TAKEN = [{ frequency: 233, from: 0, length: 0.35 }];

export const sound = (taken) => play(taken ? TAKEN : NOT_TAKEN);
