// The one question a host is asked: who did not come. Of a company that is here it is asked twice.
import { nameOf, put, slot } from "/static/js/dom.js";
import { time } from "/static/js/states.js";

const [question, again] = ["no-show", "no-show-again"].map((name) => document.querySelector(`[data-${name}]`));

/** Ask for the side: supplier, buyer or both; empty when nobody is missing after all. */
export async function askSide(interview, { clock, words, say }) {
  const company = nameOf(interview.supplier);
  const values = { company, time: clock.hhmm(time(interview.starts)) };
  put(slot(question, "title"), say(words.whoMissing, values));
  slot(question, "here").hidden = !interview.arrived;
  put(slot(question, "here-words"), say(words.isHere, values));
  put(question.querySelector('[data-side="supplier"]'), company);
  put(question.querySelector('[data-side="buyer"]'), nameOf(interview.buyer));
  const side = await answered(question);
  if (!interview.arrived || !["supplier", "both"].includes(side)) return side;
  put(slot(again, "title"), say(words.allTheSame, values));
  return answered(again, side);
}

/** The names of those who are missing on a side. */
export function missing(interview, side) {
  if (side !== "both") return nameOf(interview[side]);
  const names = [interview.supplier, interview.buyer].map(nameOf);
  return new Intl.ListFormat(document.documentElement.lang).format(names);
}

/** Show a dialog until a side is chosen; `yes` is what its confirming button stands for. */
function answered(dialog, yes = "") {
  const confirm = dialog.querySelector("[data-yes]");
  if (confirm) confirm.dataset.side = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue), { once: true });
  });
}

for (const dialog of [question, again]) {
  dialog.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-side]");
    if (choice) dialog.close(choice.dataset.side);
  });
}
