// The short form of what came of an interview: taps only, ten seconds, can be left for later.
import { nameOf, put, slot } from "/static/js/dom.js";
import { ask } from "/static/js/room/dialogs.js";
import { say, words } from "/static/js/room/words.js";

const dialog = document.querySelector("[data-outcome]");
const form = dialog.querySelector("form");
const PARTS = ["mark", "next_step", "who_acts", "note"];

/**
 * Ask what came of an interview. Gives {outcome}, {undo: true} to take the finish back, or {} to leave it for later.
 * `mayUndo`: it has just been finished here.
 */
export async function askOutcome(interview, { clock, mayUndo }) {
  const names = { supplier: nameOf(interview.supplier), buyer: nameOf(interview.buyer) };
  const time = clock.hhmm(Date.parse(interview.starts));
  put(slot(dialog, "title"), say(words.outcomeOf, { time, company: names.supplier }));
  for (const side of ["supplier", "buyer"]) put(slot(dialog, side), names[side]);
  form.reset();
  for (const part of PARTS) form.elements[part].value = interview.outcome?.[part] ?? "";
  dialog.querySelector("[data-undo]").hidden = !mayUndo;
  const choice = await ask(dialog);
  if (choice === "undo") return { undo: true };
  const outcome = Object.fromEntries(PARTS.map((part) => [part, form.elements[part].value.trim()]));
  const before = Object.fromEntries(PARTS.map((part) => [part, interview.outcome?.[part] ?? ""]));
  const same = PARTS.every((part) => outcome[part] === before[part]);
  return choice === "save" && !same ? { outcome } : {};
}

// What was chosen is taken back by a second tap: a mark once chosen need not stay.
let chosen = null;
form.addEventListener("pointerdown", (event) => {
  chosen = event.target.closest("label")?.querySelector("input[type=radio]:checked") ?? null;
});
form.addEventListener("click", (event) => {
  const input = event.target.closest("input[type=radio]");
  if (input && input === chosen) input.checked = false;
  const button = event.target.closest("[data-choice]");
  if (button) dialog.close(button.dataset.choice);
});
form.addEventListener("submit", (event) => event.preventDefault());
