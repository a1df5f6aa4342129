// What was said to somebody while the line was down, and turned out otherwise: kept until staff have seen to it.
import { copy, put, putName } from "../dom.js";
import { fill, words } from "./words.js";

const SEEN_MS = 3_000; // after so long nobody stands there any more to be answered
const EXCERPT = 24; // characters of what was read

/**
 * What staff have to know when the server has answered `row` at last; null if nothing. `told` is what this kiosk
 * had said by itself: `ok`, `unchecked`, or a reason.
 */
export function conflictOf({ kind, nonce, of, scanned_at, code, told, kept }, { status, body }) {
  const at = scanned_at;
  if (kind === "undo") {
    const done = status === 200 || status === 404 || body.error?.code === "nothing_to_undo";
    return done ? null : { nonce, at, of, reason: "not_undone", company: null, excerpt: "" };
  }
  const verdict = status < 300 ? "ok" : body.reason ?? "error";
  const said = told?.verdict ?? "unchecked";
  const nobodyHeard = told || Date.now() - kept > SEEN_MS;
  if (!nobodyHeard || verdict === said || (said === "unchecked" && verdict === "ok")) return null;
  const company = told?.company ?? body.company ?? null;
  return { nonce, at, reason: verdict, company, excerpt: (code ?? "").slice(0, EXCERPT) };
}

const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * The list of conflicts and the buttons that open it: one above every screen, one among what staff may do. Where a
 * PIN keeps people from that, it keeps them from the list too. `onChange(number)` is told how many there are.
 */
export function conflictList({ store, clock, channel, onChange }) {
  const page = document.body.dataset;
  const dialog = part("conflicts");
  const buttons = [part("open-conflicts"), part("show-conflicts")];

  async function show() {
    const rows = (await store.conflicts()).sort((one, other) => (one.at < other.at ? -1 : 1));
    part("conflict-list").replaceChildren(...rows.map(line));
    for (const button of buttons) {
      button.hidden = rows.length === 0;
      put(button, fill(words.conflicts, { number: rows.length }));
    }
    if (rows.length === 0) dialog.close();
    onChange(rows.length);
  }

  function line(row) {
    const item = copy("[data-conflict-item]");
    const time = item.querySelector("time");
    time.dateTime = row.at;
    time.textContent = clock.hhmm(Date.parse(row.at));
    if (row.company) putName(item.querySelector(".company"), row.company);
    else put(item.querySelector(".company"), row.excerpt || words.someone);
    put(item.querySelector(".reason"), words.conflict[row.reason] ?? words.conflict.error);
    item.querySelector("button").addEventListener("click", async () => {
      await store.dismiss(row.nonce);
      channel.postMessage({});
      await show();
    });
    return item;
  }

  part("show-conflicts").addEventListener("click", () => dialog.showModal());
  part("open-conflicts").addEventListener("click", () => {
    if (page.profile === "self" && page.pin === "true") part("open-lock").click();
    else dialog.showModal();
  });
  part("close-conflicts").addEventListener("click", () => dialog.close());
  show();
  return { show, close: () => dialog.close() };
}
