// What a host needs seldom: under "…", for one table.
import { copy, keep, nameOf, put, slot } from "/static/js/dom.js";
import { time } from "/static/js/states.js";
import { ask } from "/static/js/room/dialogs.js";
import { current, held } from "/static/js/room/model.js";
import { say, words } from "/static/js/room/words.js";

const MINUTE = 60_000;
const dialog = document.querySelector("[data-menu]");
const [hostDialog, hostForm] = [document.querySelector("[data-host]"), document.querySelector("[data-host] form")];

/** Open the menu of a table; gives {action, minutes, interview: id}, {outcome: id}, {host: true} or {}. */
export async function openMenu(table, context) {
  dialog.dataset.table = table.number;
  showMenu(table, context);
  const [kind, value] = (await ask(dialog)).split(":");
  const interview = Number(dialog.dataset.interview); // as it was shown when the button was pressed
  if (kind === "action") return { action: value, interview };
  if (kind === "extend") return { action: "extend", minutes: Number(value), interview };
  if (kind === "outcome") return { outcome: Number(value) };
  return { host: kind === "host" };
}

/** The number of the table whose menu is open; null if none is. */
export const openTable = () => (dialog.open ? Number(dialog.dataset.table) : null);

/** Bring the open menu up to date. */
export function showMenu(table, { clock, graceMs, away, asksOutcome, host, nowFor }) {
  const interview = current(table);
  const state = interview?.state;
  dialog.dataset.interview = interview?.id ?? "";
  const waiting = !away && (state === "scheduled" || state === "called");
  put(slot(dialog, "title"), interview ? nameOf(interview.supplier) : say(words.table, { n: table.number }));
  const shown = {
    start: !away && state === "scheduled",
    uncall: state === "called",
    no_show: waiting,
    extend: state === "in_progress",
  };
  for (const [action, visible] of Object.entries(shown)) {
    for (const button of dialog.querySelectorAll(`[data-press="${action}"]`)) button.hidden = !visible;
  }
  for (const button of dialog.querySelectorAll('[data-press="extend"]')) {
    if (!shown.extend) continue;
    const until = time(interview.ends) + Number(button.dataset.minutes) * MINUTE;
    put(button.querySelector("small"), say(words.until, { time: clock.hhmm(until) }));
  }
  if (waiting) {
    const from = time(interview.starts) + graceMs;
    const early = nowFor(interview) < from;
    dialog.querySelector('[data-press="no_show"]').disabled = early;
    put(slot(dialog, "grace"), early ? say(words.from, { time: clock.hhmm(from) }) : "");
  }
  const list = asksOutcome ? held(table) : [];
  slot(dialog, "outcomes-title").hidden = list.length === 0;
  // Whether something was noted, not what: the next company sits at the same tablet.
  keep(slot(dialog, "outcomes"), list, (one) => one.id, () => copy("#outcome-line"), (line, one) => {
    line.querySelector("button").value = `outcome:${one.id}`;
    put(slot(line, "time"), clock.hhmm(time(one.starts)));
    put(slot(line, "name"), nameOf(one.supplier));
    put(slot(line, "noted"), one.outcome ? `✓ ${words.recorded}` : words.notNoted);
  });
  put(slot(dialog, "host"), host || words.nobody);
}

dialog.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) dialog.close(button.value);
});

/** Ask who stands at the tablet from now on; null if that stays as it is. */
export async function askHost(host) {
  hostForm.elements.host.value = host;
  const name = (await ask(hostDialog)) === "save" ? hostForm.elements.host.value.trim() : host;
  return name === host ? null : name;
}

hostForm.addEventListener("submit", (event) => {
  event.preventDefault();
  hostDialog.close("save");
});
hostDialog.querySelector("[data-close]").addEventListener("click", () => hostDialog.close());
