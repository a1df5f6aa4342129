// Whether the server answers: what every request tells, and a look now and then while nothing is asked.
import { PATIENCE_MS } from "../patience.js";

const LOOK_MS = 2_500;

/** `onChange()` is told when the line goes down or comes back. */
export function makeLink(onChange) {
  const up = [];
  let downSince = null; // performance.now()
  let away = false;
  let look = () => {};

  /** Nobody can be kept waiting for the server; `gone`: it does not answer at all. */
  function down(gone) {
    if (downSince !== null && away === gone) return;
    downSince ??= performance.now();
    away = gone;
    onChange();
  }

  const failed = () => down(true);

  const link = {
    get down() {
      return downSince !== null;
    },
    /** Since when, as performance.now() tells it; null while the line is up. */
    get downSince() {
      return downSince;
    },
    /** Whether the server does not answer; one that is slow does. */
    get away() {
      return away;
    },
    /** A request has no answer, or no good one. */
    failed,
    /** A request has no answer yet, and nobody waits for it any longer. */
    late: () => down(away),
    /** A request was answered after so many milliseconds. */
    answered(ms) {
      if (ms > PATIENCE_MS) return down(false);
      if (downSince === null) return;
      downSince = null;
      away = false;
      onChange();
      for (const tell of up) tell();
    },
    /** Call `tell` whenever the line has come back. */
    onUp: (tell) => up.push(tell),
    /** How to look: a request whose outcome is told to this link. */
    lookBy(asking) {
      look = asking;
    },
    look: () => look(),
  };
  addEventListener("offline", failed);
  addEventListener("online", () => look());
  setInterval(() => link.down && look(), LOOK_MS);
  return link;
}
