// A company's people at the desk: one after another, or chosen together as a group.
import { nameOf, putName } from "../dom.js";
import { writePerson } from "./people.js";
import { numberList, pickByKeys } from "./pick.js";
import { fill, words } from "./words.js";

const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * load(companyId)      the company and its people, or throws with words
 * onChosen(attendeeId) checks one in, whose answer fills the screen
 * together(attendeeIds) checks several in; resolves with who was, whose scan waits for the line, and who was not:
 *                         {taken, kept, refused}
 * leaving()            whether people are leaving now, one by one
 * onPerson(person), onWalkIn(company)   the desk's other screens
 */
export function companyPanel({ screen, load, onChosen, together, leaving, onPerson, onWalkIn }) {
  const section = part("screen='people'");
  const list = part("people-list");
  const hint = part("people-hint");
  const item = part("person-item");
  let company = null;
  let people = [];
  let again = 0; // how often those whose scans waited have been answered

  const chosen = () => [...list.querySelectorAll("input:checked")].map((box) => box.value);

  function count() {
    const number = chosen().length;
    part("group").textContent = number === 0 ? words.noneChosen : fill(words.chosen, { number });
    part("group").disabled = number === 0;
  }

  function line(person) {
    const row = item.content.cloneNode(true);
    writePerson(row, person);
    const box = row.querySelector("input");
    box.value = person.id;
    box.disabled = person.inside || leaving();
    box.addEventListener("change", count);
    row.querySelector("[data-pick]").addEventListener("click", () => onChosen(person.id));
    row.querySelector("[data-person]").addEventListener("click", () => onPerson(person));
    return row;
  }

  function show() {
    list.replaceChildren(...people.map(line));
    numberList(list);
    count();
    const first = people.findIndex((person) => !person.inside);
    list.querySelectorAll("[data-pick]")[Math.max(first, 0)]?.focus();
  }

  async function read() {
    try {
      const found = await load(company.id);
      if (found.company.id !== company.id) return;
      people = found.attendees;
      hint.textContent = people.length ? "" : words.noPeople;
    } catch (error) {
      if (!error.passing) people = []; // while the line is down, who was on the list still is
      hint.textContent = error.message;
    }
    show();
  }

  async function group() {
    const ids = chosen();
    const before = again;
    part("group").disabled = true;
    const { taken, kept, refused } = await together(ids);
    await read();
    if (again !== before) return; // the list says it already
    const not = people.filter((person) => refused.includes(person.id));
    hint.textContent = [
      taken.length > 0 ? fill(words.groupDone, { number: taken.length }) : "",
      kept.length > 0 ? fill(words.held, { number: kept.length }) : "",
      ...not.map((person) => fill(words.groupRefused, { name: nameOf(person) })),
    ].join(" ").trim();
  }

  part("choose-all").addEventListener("click", () => {
    for (const box of list.querySelectorAll("input:enabled")) box.checked = true;
    count();
    part("group").focus();
  });
  part("group").addEventListener("click", group);
  part("walk-in-here").addEventListener("click", () => onWalkIn(company));
  pickByKeys(section, list);

  return {
    /** What waited for the line has been answered: the list is right again, unless others are being chosen in it. */
    async again() {
      again += 1;
      if (!section.hidden && chosen().length === 0) await read();
    },
    /** Show a company's people. */
    async open(of) {
      company = of;
      people = [];
      putName(part("people-company"), company);
      hint.textContent = words.searching;
      list.replaceChildren();
      count();
      screen.show("people");
      await read();
    },
  };
}
