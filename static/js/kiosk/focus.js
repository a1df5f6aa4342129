// Keys reach the page only while its window has the focus: the screen says whether it has, and how to get it back.

const LOOK_MS = 1_000; // some ways of losing the focus, such as a question of the browser's own, tell nobody

const inFrame = () => document.activeElement instanceof HTMLIFrameElement;

/** Whether a reader's keys would reach this page now. */
export const listening = () => document.hasFocus() && !document.hidden && !inFrame();

/** Shows [data-ready] while the page listens, else [data-wake], of which a press brings the focus back. */
export function showFocus() {
  function show() {
    if (document.hasFocus() && inFrame()) {
      document.activeElement.blur(); // a badge was printed from there: nobody types into it
      window.focus();
    }
    const ready = listening();
    for (const element of document.querySelectorAll("[data-ready]")) element.hidden = !ready;
    for (const element of document.querySelectorAll("[data-wake]")) element.hidden = ready;
  }
  for (const change of ["focus", "blur", "pageshow"]) addEventListener(change, show);
  document.addEventListener("visibilitychange", show);
  addEventListener("pointerdown", () => setTimeout(show));
  for (const button of document.querySelectorAll("[data-wake]")) button.addEventListener("click", () => window.focus());
  setInterval(show, LOOK_MS);
  show();
}
