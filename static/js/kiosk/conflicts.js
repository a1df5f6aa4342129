// What was said to somebody while the line was down, and turned out otherwise: kept until staff have seen to it.
import { copy, put, putName } from "../dom.js";
import { fill, words } from "./words.js";

const SEEN_MS = 3_000; // after so long nobody stands there any more to be answered
const EXCERPT = 24; // characters of what was read
const SHOWN = 6; // the last of them, on the screen
const HASTY_MS = 800; // a tap so soon after another was meant for what stood there before

/** Whether an answer settles a scan; what is cut off or comes from elsewhere does not. */
export const isWord = ({ status, body }) => status >= 300 || typeof body.status === "string";

/** Whether an answer says only that this browser is that kiosk no more, and nothing of the scan. */
export const unpaired = ({ status, body }) =>
  status === 401 || (status === 403 && body.error?.code !== "other_device");

/** Whether the server serves another event now, as while a rehearsal is on: a scan waits for its own. */
export const elsewhere = ({ body }) => ["other_event", "no_event"].includes(body.error?.code);

/**
 * What staff have to know when the server has answered `row` at last; null if nothing. `told` is what this kiosk
 * had said by itself: `ok`, `unchecked`, or a reason.
 */
export function conflictOf({ kind, nonce, of, what, scanned_at, code, attendee, told, kept }, { status, body }) {
  const at = scanned_at;
  if (kind === "undo") {
    const done = status === 200 || status === 404 || body.error?.code === "nothing_to_undo";
    const reason = what === "departure" ? "departure_not_undone" : "not_undone";
    return done ? null : { nonce, at, of, reason, company: null, excerpt: "" };
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

/** This browser has the only copy of a scan: it goes only after a press, a tick that is no second tap, and a press. */
function askBefore(panel, remove) {
  const part = (name) => panel.querySelector(`[data-${name}]`);
  const [ask, sure, tick, last, keep] = ["ask", "sure", "written", "delete", "keep"].map(part);

  let timer = 0;

  function turn(asked) {
    clearTimeout(timer);
    ask.hidden = asked;
    sure.hidden = !asked;
    tick.checked = false;
    tick.disabled = last.disabled = true;
  }

  ask.addEventListener("click", () => {
    turn(true);
    sure.scrollIntoView({ block: "nearest" });
    keep.focus({ preventScroll: true });
    timer = setTimeout(() => (tick.disabled = false), HASTY_MS);
  });
  tick.addEventListener("change", () => {
    last.disabled = !tick.checked;
  });
  keep.addEventListener("click", () => {
    turn(false);
    ask.focus();
  });
  last.addEventListener("click", remove);
}

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
  let shown = ""; // what of it is on the screen: an unchanged list stays as it is, with what is being asked there

  async function show() {
    const rows = (await store.conflicts()).sort((one, other) => (one.at < other.at ? -1 : 1));
    listed = rows;
    const content = JSON.stringify(rows);
    if (content !== shown) part("conflict-list").replaceChildren(...rows.map(line));
    shown = content;
    for (const button of buttons) {
      button.hidden = rows.length === 0;
      put(button, fill(words.conflicts, { number: rows.length }));
    }
    if (rows.length === 0) dialog.close();
    onChange(rows.length);
  }

  const unnamed = ({ of }) => (of ? words.scanHere : words.someone);

  function line(row) {
    const item = copy("[data-conflict-item]");
    const time = item.querySelector("time");
    time.dateTime = row.at;
    time.textContent = clock.hhmm(Date.parse(row.at));
    if (row.company) putName(item.querySelector(".company"), row.company);
    else put(item.querySelector(".company"), row.excerpt ? `…${row.excerpt.slice(-SHOWN)}` : unnamed(row));
    put(item.querySelector(".reason"), words.conflict[row.reason] ?? words.conflict.error);
    const [seen, unsent] = [item.querySelector("[data-seen]"), item.querySelector("[data-unsent]")];
    seen.hidden = open || Boolean(row.row);
    unsent.hidden = open || !row.row;
    seen.addEventListener("click", () => dismiss(row));
    askBefore(unsent, () => dismiss(row));
    return item;
  }

  async function dismiss({ nonce }) {
    await store.dismiss(nonce);
    channel.postMessage({});
    await show();
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
