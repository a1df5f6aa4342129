// What is known of two companies before they sit down: the supplier's PR sheet, the buyer's needs.
import { nameOf, put, putName, slot } from "/static/js/dom.js";
import { time } from "/static/js/states.js";
import { ask } from "/static/js/room/dialogs.js";
import { say, words } from "/static/js/room/words.js";

const dialog = document.querySelector("[data-sheet]");

/** Show the sheets of an interview's companies. */
export function showSheet(interview, { room, clock }) {
  put(slot(dialog, "when"), clock.hhmm(time(interview.starts)));
  for (const side of ["supplier", "buyer"]) {
    const sheet = room.sheets.get(interview[side].id);
    putName(slot(dialog, side), interview[side]);
    put(slot(dialog, `${side}-text`), sheet?.profile || words.noSheet[side]);
    slot(dialog, `${side}-text`).classList.toggle("soft", !sheet?.profile);
    put(slot(dialog, `${side}-region`), sheet?.region ?? "");
  }
  put(slot(dialog, "rank"), interview.rank ? say(words.rank, { n: interview.rank }) : "");
  dialog.setAttribute("aria-label", nameOf(interview.supplier));
  const shown = ask(dialog);
  dialog.querySelector(".pages").scrollTop = 0;
  return shown;
}

dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
