// A screen that nobody uses goes back to the start, after saying so for long enough to press a key.
import { fill, words } from "./words.js";

const QUIET_MS = 60_000;
const WARNED_S = 30;

/** `section` goes `back()` when nobody has touched the kiosk; its [data-returning] counts down before. */
export function returning(section, back) {
  const says = section.querySelector("[data-returning]");
  let since = performance.now();

  function touch() {
    since = performance.now();
    says.hidden = true;
  }

  for (const sign of ["keydown", "pointerdown", "input"]) addEventListener(sign, touch, true);
  new MutationObserver(touch).observe(section, { attributes: true, attributeFilter: ["hidden"] });
  setInterval(() => {
    if (section.hidden) return;
    const seconds = WARNED_S - Math.floor((performance.now() - since - QUIET_MS) / 1_000);
    if (seconds > WARNED_S) return;
    if (seconds <= 0) return back();
    says.hidden = false;
    if (seconds % 10 === 0 || !says.textContent) says.textContent = fill(words.returning, { seconds });
  }, 1_000);
}
