// The one question a host is asked: who did not come. Of a company that is here it is asked twice.
import { nameOf, put, slot } from "/static/js/dom.js";
import { time } from "/static/js/states.js";
import { ask } from "/static/js/room/dialogs.js";
import { say, words } from "/static/js/room/words.js";

const [question, again] = ["no-show", "no-show-again"].map((name) => document.querySelector(`[data-${name}]`));

/** Ask for the side: supplier, buyer or both; empty when nobody is missing after all. */
export async function askSide(interview, clock) {
  const company = nameOf(interview.supplier);
  const values = { company, time: clock.hhmm(time(interview.starts)) };
  put(slot(question, "title"), say(words.whoMissing, values));
  slot(question, "here").hidden = !interview.arrived;
  put(slot(question, "here-words"), say(words.isHere, values));
  put(question.querySelector('[data-side="supplier"]'), company);
  put(question.querySelector('[data-side="buyer"]'), nameOf(interview.buyer));
  const side = await ask(question);
  if (!interview.arrived || !["supplier", "both"].includes(side)) return side;
  put(slot(again, "title"), say(words.allTheSame, values));
  again.querySelector("[data-yes]").dataset.side = side;
  return ask(again);
}

/** The names of those who are missing on a side. */
export function missing(interview, side) {
  if (side !== "both") return nameOf(interview[side]);
  const names = [interview.supplier, interview.buyer].map((company) => nameOf(company));
  return new Intl.ListFormat(document.documentElement.lang).format(names);
}

for (const dialog of [question, again]) {
  dialog.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-side]");
    if (choice) dialog.close(choice.dataset.side);
  });
}
