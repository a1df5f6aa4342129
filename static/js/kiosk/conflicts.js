// What was said to somebody while the line was down, and turned out otherwise: kept until staff have seen to it.
import { copy, put, putName } from "../dom.js";
import { fill, words } from "./words.js";

const SEEN_MS = 3_000; // after so long nobody stands there any more to be answered
const EXCERPT = 24; // characters of what was read
const SHOWN = 6; // the last of them, on the screen

/** Whether an answer settles a scan; what is cut off or comes from elsewhere does not. */
export const isWord = ({ status, body }) => status >= 300 || typeof body.status === "string";

/** Whether an answer says only that this browser is that kiosk no more, and nothing of the scan. */
export const unpaired = ({ status, body }) =>
  status === 401 || (status === 403 && body.error?.code !== "other_device");

/**
 * What staff have to know when the server has answered `row` at last; null if nothing. `told` is what this kiosk
 * had said by itself: `ok`, `unchecked`, or a reason.
 */
export function conflictOf({ kind, nonce, of, scanned_at, code, attendee, told, kept }, { status, body }) {
  const at = scanned_at;
  if (kind === "undo") {
    const done = status === 200 || status === 404 || body.error?.code === "nothing_to_undo";
    return done ? null : { nonce, at, of, reason: "not_undone", company: null, excerpt: "" };
  }
  if (status >= 300 && body.status !== "refused") {
    // It was not even looked at: whatever was said to its person, it would be lost.
    return { nonce, at, reason: "error", company: told?.company ?? null, excerpt: code ?? attendee ?? "" };
  }
  const verdict = status < 300 ? "ok" : body.reason;
  const said = told?.verdict ?? "unchecked";
  const nobodyHeard = told || Date.now() - kept > SEEN_MS;
  if (!nobodyHeard || verdict === said || (said === "unchecked" && verdict === "ok")) return null;
  const company = told?.company ?? body.company ?? null;
  return { nonce, at, reason: verdict, company, excerpt: (code ?? attendee ?? "").slice(0, EXCERPT) };
}

/** The list as a file, for whoever brings it in elsewhere: with whole codes, which no screen shows. */
function table(rows) {
  const lines = rows.map((row) => [row.at, row.excerpt, row.company?.name ?? "", row.reason, row.nonce]);
  return [["scanned_at", "code", "company", "reason", "nonce"], ...lines].map(csvLine).join("");
}

/** No cell is a formula. */
const csvLine = (cells) => `${cells.map((cell) => `"${cell.replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`)}\r\n`;

function saveFile(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(URL.revokeObjectURL, 10_000, link.href);
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
  const open = page.profile === "self" && page.pin !== "true"; // to anybody: to be looked at only
  let listed = [];

  async function show() {
    const rows = (await store.conflicts()).sort((one, other) => (one.at < other.at ? -1 : 1));
    listed = rows;
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
    else put(item.querySelector(".company"), row.excerpt ? `…${row.excerpt.slice(-SHOWN)}` : words.someone);
    put(item.querySelector(".reason"), words.conflict[row.reason] ?? words.conflict.error);
    item.querySelector("button").hidden = open;
    item.querySelector("button").addEventListener("click", async () => {
      await store.dismiss(row.nonce);
      channel.postMessage({});
      await show();
    });
    return item;
  }

  part("save-conflicts").hidden = open;
  part("save-conflicts").addEventListener("click", () => saveFile("mendan-scans.csv", table(listed)));
  part("show-conflicts").addEventListener("click", () => dialog.showModal());
  part("open-conflicts").addEventListener("click", () => {
    if (page.profile === "self" && page.pin === "true") part("open-lock").click();
    else dialog.showModal();
  });
  part("close-conflicts").addEventListener("click", () => dialog.close());
  show();
  return { show, close: () => dialog.close() };
}
