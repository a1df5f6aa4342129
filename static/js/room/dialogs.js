// Dialogs: each shows one thing and is closed by its buttons; what a press just opened is not pressed by the same tap.

const GUARD_MS = 500; // a second tap of the same finger

/** Show a dialog; resolves with the value of the button that closed it, empty if it was left. */
export function ask(dialog) {
  dialog.returnValue = "";
  dialog.inert = true;
  dialog.showModal();
  setTimeout(() => {
    dialog.inert = false;
    dialog.querySelector("[data-first]")?.focus();
  }, GUARD_MS);
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue), { once: true });
  });
}

/** What moved under a finger cannot be pressed for a moment. */
export function guard(node, ms = GUARD_MS) {
  node.inert = true;
  setTimeout(() => (node.inert = false), ms);
}
