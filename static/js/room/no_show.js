// The one question a host is asked: who did not come.
import { nameOf } from "/static/js/dom.js";

const dialog = document.querySelector("[data-no-show]");

/** Ask for the side: supplier, buyer or both; empty when nobody is missing after all. */
export function askSide(interview) {
  dialog.querySelector('[data-side="supplier"]').textContent = nameOf(interview.supplier);
  dialog.querySelector('[data-side="buyer"]').textContent = nameOf(interview.buyer);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue), { once: true });
  });
}

dialog.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-side]");
  if (choice) dialog.close(choice.dataset.side);
});
