// A forgotten badge or a business card: a few letters find the person, one press checks them in.
import { isComposing } from "../dom.js";
import { NoAnswer } from "./api.js";
import { writePerson } from "./people.js";
import { numberList, pickByKeys } from "./pick.js";
import { returning } from "./stay.js";
import { fill, words } from "./words.js";

const PAUSE_MS = 200;

/**
 * find(query)          asks the server
 * onChosen(attendeeId) checks in
 * desk                 the staffed desk's other screens, {people(company), person(person)}; null without staff
 */
export function search({ screen, find, onChosen, desk }) {
  const section = document.querySelector("[data-screen=search]");
  if (!section) return { clear: () => {}, open: () => {} }; // searching is off at this kiosk
  const query = document.querySelector("[data-query]");
  const hits = document.querySelector("[data-hits]");
  const hint = document.querySelector("[data-hint]");
  const item = document.querySelector("[data-hit-item]");
  let asked = 0;
  let timer = 0;
  let enter = false; // Enter was pressed before the answer came

  function clear() {
    asked += 1;
    enter = false;
    clearTimeout(timer);
    query.value = "";
    hint.textContent = "";
    hits.replaceChildren();
  }

  function open() {
    clear();
    screen.show("search");
  }

  function close() {
    clear();
    screen.idle();
  }

  function hit(person) {
    const row = item.content.cloneNode(true);
    writePerson(row, person);
    const choose = row.querySelector("[data-pick]");
    choose.addEventListener("click", () => (person.cancelled ? desk?.person(person) : take(person)));
    const all = row.querySelector("[data-all]");
    if (!all) return row;
    all.textContent = fill(words.people, { number: person.people });
    all.hidden = person.people < 2;
    all.addEventListener("click", () => desk.people(person.company));
    row.querySelector("[data-person]").addEventListener("click", () => desk.person(person));
    return row;
  }

  function take(person) {
    clear();
    onChosen(person.id);
  }

  /** What to say about an answer: that more letters are needed, that nobody was found, or how many are not shown. */
  function sum({ attendees, more, too_short: tooShort }) {
    if (tooShort) return words.tooShort;
    if (attendees.length === 0) return desk ? words.nobodyHere : words.nobody;
    return more > 0 ? fill(words.moreHits, { number: more }) : "";
  }

  async function ask() {
    const number = (asked += 1);
    const wanted = query.value.trim();
    if (!wanted) {
      hint.textContent = "";
      return hits.replaceChildren();
    }
    hint.textContent = words.searching;
    try {
      const { status, body } = await find(wanted);
      if (number !== asked) return; // something newer is asked for
      if (status !== 200) return (hint.textContent = body.error?.message ?? words.searchDown);
      hits.replaceChildren(...body.attendees.map(hit));
      if (desk) numberList(hits);
      hint.textContent = sum(body);
      if (enter) hits.querySelector("[data-pick]")?.click();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (number === asked) hint.textContent = words.searchDown;
    }
    enter = false;
  }

  query.addEventListener("input", () => {
    clearTimeout(timer);
    asked += 1; // what is on the screen answers something older
    hits.replaceChildren();
    timer = setTimeout(ask, PAUSE_MS);
  });
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    const first = hits.querySelector("[data-pick]");
    if (first) first.click();
    else enter = Boolean(query.value.trim());
  });
  section.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !isComposing(event)) close();
  });
  for (const button of document.querySelectorAll("[data-open-search]")) button.addEventListener("click", open);
  document.querySelector("[data-close-search]").addEventListener("click", close);
  if (desk) pickByKeys(section, hits);
  else returning(section, close);
  return { clear, open };
}
