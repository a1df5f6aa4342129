// Keeps a page of the organiser up to date without writing its words twice: the page is asked for again, and
// of its parts, elements with data-part, those that differ are put in the place of the old ones.
import { glow } from "/static/js/dom.js";

const PATIENCE_MS = 15_000;
const REACHED = "a, button, summary"; // parts hold no fields: what is typed is never replaced

const parts = (root) => new Map([...root.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]));

/** Put a part in the place of another: details that are open stay open, what has the focus keeps it. */
function replace(before, after) {
  const now = after.querySelectorAll("details");
  [...before.querySelectorAll("details")].forEach((one, index) => now[index] && (now[index].open = one.open));
  const focused = [...before.querySelectorAll(REACHED)].indexOf(document.activeElement);
  before.replaceWith(after);
  if (focused >= 0) after.querySelectorAll(REACHED)[focused]?.focus({ preventScroll: true });
}

/** Put a new row where its data-order says. */
function insert(rows, row) {
  const next = [...rows.children].find((other) => other.dataset.order > row.dataset.order);
  rows.insertBefore(row, next ?? null);
}

/** Begin to keep the page; what it shows now is taken as the server sent it. */
export function keptPage() {
  const sent = new Map([...parts(document)].map(([name, node]) => [name, node.outerHTML]));
  const rows = document.querySelector("[data-rows]");

  /** Show what a page that was read says; `whole`: rows it does not have are gone. Tells whether anything changed. */
  function show(page, whole) {
    const here = parts(document);
    const there = parts(page);
    let changed = false;
    for (const [name, node] of there) {
      const old = here.get(name);
      const html = node.outerHTML;
      if (old && sent.get(name) === html) continue;
      sent.set(name, html);
      changed = true;
      if (old) replace(old, node);
      else if (rows && node.dataset.order !== undefined) insert(rows, node);
      else continue;
      if (node.dataset.order !== undefined) glow(node);
    }
    if (!whole || !rows) return changed;
    for (const row of [...rows.children]) {
      if (there.has(row.dataset.part)) continue;
      row.remove();
      sent.delete(row.dataset.part);
      changed = true;
    }
    return changed;
  }

  return {
    /** Read an address of this page and show what differs; gives the page that was read. */
    async read(address, whole = true) {
      const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!answer.ok || answer.redirected) {
        throw Object.assign(new Error(answer.statusText), { status: answer.redirected ? 401 : answer.status });
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return { page, changed: show(page, whole) };
    },
  };
}
