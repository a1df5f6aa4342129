// Somebody who is not on the list: of a company that is, or of a new one.
import { isComposing, nameOf, putName } from "../dom.js";
import { nonces } from "../nonces.js";
import { clearForm, complain, isTyped, newcomerOf } from "./newcomer.js";
import { fill, words } from "./words.js";

const PAUSE_MS = 200;

const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * find(query)   companies by a few letters, or throws with words
 * post(path, body)   asks the server, or throws with words
 * print(address, text, name)   prints a badge
 * onArrived(attendeeId)   checks in who was just registered
 */
export function walkInPanel({ screen, find, post, print, onArrived }) {
  const form = part("walk-in-form");
  const query = part("company-query");
  const hits = part("companies");
  const newOne = part("new-company");
  const nonce = nonces();
  let company = null;
  let asked = 0;
  let timer = 0;
  let opened = 0; // how often

  function choose(found) {
    company = found;
    query.value = "";
    hits.replaceChildren();
    part("company-chosen").textContent = found ? fill(words.companyChosen, { name: nameOf(found) }) : "";
    if (!found) return;
    newOne.open = false;
    form.elements.name.focus();
  }

  function hit(found) {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    const name = document.createElement("span");
    putName(name, found);
    button.append(name);
    button.addEventListener("click", () => choose(found));
    row.append(button);
    return row;
  }

  async function ask() {
    const number = (asked += 1);
    const wanted = query.value.trim();
    if (!wanted) return hits.replaceChildren();
    try {
      const { companies } = await find(wanted);
      if (number === asked) hits.replaceChildren(...companies.map(hit));
    } catch (error) {
      complain(form, error.message);
    }
  }

  /** The company that was chosen or written down; null if neither. */
  function ofCompany() {
    const field = form.elements;
    if (!newOne.open) return company && { company: company.id };
    const name = field.company_name.value.trim();
    const texts = { kana: field.company_kana.value.trim(), name_en: field.company_name_en.value.trim() };
    return name ? { new_company: { name, ...texts, side: field.side.value } } : null;
  }

  async function register() {
    const newcomer = newcomerOf(form);
    const whose = ofCompany();
    if (!whose) return complain(form, words.companyMissing, newOne.open ? form.elements.company_name : query);
    if (!newcomer.name) return complain(form, words.nameMissing, form.elements.name);
    const content = { ...newcomer, ...whose };
    const of = opened;
    try {
      const { attendee, badge } = await post("/walk-ins", { nonce: nonce.of(content), ...content });
      nonce.done();
      if (of === opened) clearForm(form); // else it is another one's by now
      print(badge, fill(words.printing, { name: nameOf(attendee) }), nameOf(attendee));
      onArrived(attendee.id);
    } catch (error) {
      if (!error.passing) nonce.done();
      complain(form, error.message);
    }
  }

  query.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    hits.querySelector("button")?.click();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    register();
  });

  return {
    isBegun: () => isTyped(form),
    /** An empty form; `of` is the company they come from, if it is known. */
    open(of = null) {
      opened += 1;
      nonce.done();
      clearForm(form);
      newOne.open = false;
      screen.show("walkin");
      choose(of);
    },
  };
}
