// What came of an interview one sat in on: a short form, sent as soon as the line allows.
import { newNonce } from "/static/js/api.js";
import { nameOf } from "/static/js/dom.js";
import { fill, words } from "./words.js";

const pathOf = (interview) => `/interviews/${interview.id}/outcome`;
const FIELDS = ["mark", "next_step", "who_acts", "note"];

/** For staff only. `noting(interview)` gives what is noted of it, sent or not. */
export function outcomePanel({ box, list, find }) {
  const dialog = document.querySelector("[data-outcome-dialog]");
  const noting = (interview) => box.waiting(pathOf(interview)) ?? interview.outcome;
  if (!dialog) return { noting };
  const form = dialog.querySelector("form");
  let of = null;

  list.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-note]")) return;
    of = find(target.closest("[data-key]").dataset.key);
    const [supplier, buyer] = of.partners;
    const noted = noting(of) ?? {};
    form.reset();
    for (const name of FIELDS) form.elements[name].value = noted[name] ?? "";
    form.querySelector("h2").textContent = fill(words.of, { companies: of.partners.map((one) => nameOf(one)).join(" – ") });
    form.querySelector("[data-supplier]").textContent = nameOf(supplier);
    form.querySelector("[data-buyer]").textContent = nameOf(buyer);
    dialog.showModal();
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("[data-close]")) dialog.close();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
    box.add(pathOf(of), { ...said, nonce: newNonce() });
    dialog.close();
  });

  return { noting };
}
