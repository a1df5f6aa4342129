// A card's one big button, and the line below it that is always kept free: what was just done and how to take it back,
// what is still to be sent, what was refused.
import { mark, nameOf, put, slot } from "/static/js/dom.js";
import { isRunning, time } from "/static/js/states.js";
import { undoOf } from "/static/js/room/model.js";
import { say, words } from "/static/js/room/words.js";

const GUARD_MS = 700; // the same finger's second tap would press what has come to its place
const BIG = { scheduled: "call", called: "start", in_progress: "finish" };

/** Show the one button that fits, or that a press is on its way. */
export function showButtons(card, table, interview, { queue, away }) {
  const sending = !queue.late && presses(table, queue).length > 0;
  const fits = away || !interview ? null : BIG[interview.state];
  const action = sending ? "sending" : `${fits}/${interview?.id}`;
  if (card.dataset.action !== action) {
    card.quietUntil = card.dataset.action ? performance.now() + GUARD_MS : 0;
    card.dataset.action = action;
  }
  const quiet = performance.now() < card.quietUntil;
  for (const button of card.querySelectorAll(".big")) {
    button.hidden = sending || button.dataset.press !== fits;
    button.disabled = quiet;
  }
  slot(card, "sending").hidden = !sending;
  card.querySelector('[data-open="sheet"]').hidden = !interview;
  card.querySelector('[data-open="menu"]').disabled = sending;
}

/** What "Undo" at a table takes back now: the extension that is just said, else as `undoOf`. */
export function undoShown(table, says) {
  const runs = says?.undo && table.interviews.some((one) => one.id === says.undo.interview.id && isRunning(one));
  return runs ? says.undo : undoOf(table);
}

/** Show the line that is always kept free. */
export function showNote(card, table, { queue, said, clock }) {
  const refused = queue.refused.find((row) => row.about.table === table.number);
  const waiting = queue.late ? presses(table, queue).length : 0;
  const says = refused ? { words: refusal(refused, clock), kind: "refused" } : said.get(table.number);
  const undo = refused || says?.kind === "noted" ? null : undoShown(table, says);
  const button = card.querySelector('[data-press="undo"]');
  button.hidden = undo === null;
  button.disabled = !queue.late && presses(table, queue).length > 0;
  let done = "";
  if (undo) {
    const { state, supplier } = undo.interview;
    done = say(words.did[state], { company: nameOf(supplier) });
    const what = undo.minutes ? words.undo.extended : words.undo[state];
    button.setAttribute("aria-label", say(what, { company: nameOf(supplier) }));
  }
  const dismiss = card.querySelector("[data-dismiss]");
  dismiss.hidden = !refused;
  mark(dismiss, "dismiss", refused?.nonce ?? "");
  const unsent = waiting > 0 && !refused ? say(words.unsent, { n: waiting }) : "";
  put(slot(card, "says"), [unsent, says?.words ?? done].filter(Boolean).join("\n"));
  mark(slot(card, "note"), "kind", refused ? "refused" : unsent ? "failing" : (says?.kind ?? (undo ? "undo" : null)));
}

/** What waits for the server at a table. */
const presses = (table, queue) => table.interviews.flatMap((one) => queue.of(one.id));

/** Which press was refused, of when, and why. */
function refusal(row, clock) {
  const did = words.pressed[row.kind === "outcome" ? "outcome" : row.body.action];
  const values = { press: did, company: nameOf(row.about.company), time: row.body.at ? clock.hhmm(time(row.body.at)) : "" };
  return `${say(words.refused, values)} ${row.message || words.failing}`;
}
