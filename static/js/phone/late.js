// "I will be late": said once, told to everyone who waits, taken back with a press.
import { newNonce } from "/static/js/api.js";
import { put } from "/static/js/dom.js";
import { time } from "/static/js/states.js";
import { fill, words } from "./words.js";

const PATH = "/me/late";

/** Not for staff, who are called by phone. */
export function latePanel({ box, clock }) {
  const panel = document.querySelector("[data-late]");
  if (!panel) return { show() {} };
  const [says, open, back] = ["says", "open", "back"].map((name) => panel.querySelector(`[data-late-${name}]`));
  const dialog = document.querySelector("[data-late-dialog]");

  function say(minutes) {
    dialog.close();
    box.add(PATH, { minutes, nonce: newNonce(), at: new Date(clock.now()).toISOString() });
  }

  open.addEventListener("click", () => dialog.showModal());
  back.addEventListener("click", () => say(0));
  dialog.addEventListener("click", ({ target }) => {
    if (target.closest("[data-close]") || target === dialog) dialog.close();
    else if (target.dataset.minutes) say(Number(target.dataset.minutes));
  });

  return {
    /** `late` as the server knows it; `expected`: there is something today that one can be late for. */
    show(late, expected) {
      const waiting = box.waiting(PATH);
      const minutes = waiting ? waiting.minutes : (late?.minutes ?? 0);
      panel.hidden = !expected && !waiting; // what was said of a day that is done is nobody's business any more
      put(says, sentence(late, waiting));
      says.hidden = !says.textContent;
      open.hidden = minutes > 0 || !expected;
      back.hidden = minutes === 0;
    },
  };

  function sentence(late, waiting) {
    if (!waiting) return late ? fill(words.late, { n: late.minutes, time: clock.hhmm(time(late.expected_at)) }) : "";
    const said = waiting.minutes ? fill(words.lateSoon, { n: waiting.minutes }) : words.notLate;
    return `${said} ${words.sending}`;
  }
}
