// The index of companies by their reading: whoever stands before the board finds where to go next.
import { copy, keep, mark, nameOf, put, slot } from "/static/js/dom.js";
import { isRunning, putState, time } from "/static/js/states.js";
import { whereabouts } from "/static/js/board/model.js";
import { showName } from "/static/js/board/names.js";

/** `list` shows the companies, `strip` the heads to jump to; `pager` turns the pages. */
export function companyIndex(list, strip, pager) {
  let lines = [];

  strip.addEventListener("click", ({ target }) => {
    const head = target.closest("[data-head]")?.dataset.head;
    if (!head) return;
    pager.ask(lines.findIndex((line) => line.entry.head === head));
    showHere();
  });

  function showLine(element, { entry, row, interview, first }, { clock, oneRoom }) {
    mark(element, "head", entry.head);
    put(slot(element, "head"), first ? label(entry.head) : "");
    showName(element, entry.company);
    put(slot(element, "room"), oneRoom ? "" : nameOf(row.room));
    put(slot(element, "table"), String(row.table));
    const state = isRunning(interview) ? "in_progress" : interview.state;
    mark(element, "state", state);
    const when = slot(element, "time");
    if (state === "in_progress" || state === "called") putState(when, state);
    else {
      delete when.dataset.shown;
      put(when, clock.hhmm(time(interview.starts)));
    }
  }

  const label = (head) => strip.querySelector(`[data-head="${head}"]`).textContent.trim();

  function showHere() {
    const here = new Set(pager.view === "index" ? pager.shown.map((line) => line.dataset.head) : []);
    for (const button of strip.children) button.classList.toggle("here", here.has(button.dataset.head));
  }

  return {
    show(snapshot, context) {
      lines = whereabouts(snapshot, context.nowFor);
      keep(list, lines, ({ entry }) => entry.company.id, () => copy("#index-line"), (element, line) => showLine(element, line, context));
      const heads = new Set(lines.map(({ entry }) => entry.head));
      for (const button of strip.children) button.hidden = !heads.has(button.dataset.head);
    },
    /** Mark the heads that are on the screen now. */
    showHere,
  };
}
