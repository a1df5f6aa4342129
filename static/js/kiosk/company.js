// A company's people at the desk: one after another, or chosen together as a group.
import { putName } from "../dom.js";
import { writePerson } from "./people.js";
import { numberList, pickByKeys } from "./pick.js";
import { fill, words } from "./words.js";

const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * load(companyId)      the company and its people, or throws with words
 * onChosen(attendeeId) checks one in, whose answer fills the screen
 * together(attendeeIds) checks several in; resolves with who was and who was not, {taken, refused}
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

  const chosen = () => [...list.querySelectorAll("input:checked")].map((box) => box.value);

  function count() {
    const number = chosen().length;
    part("group").textContent = fill(words.chosen, { number });
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
      people = [];
      hint.textContent = error.message;
    }
    show();
  }

  async function group() {
    const ids = chosen();
    part("group").disabled = true;
    const { taken, refused } = await together(ids);
    await read();
    const not = people.filter((person) => refused.includes(person.id));
    hint.textContent = [
      fill(words.groupDone, { number: taken.length }),
      ...not.map((person) => fill(words.groupRefused, { name: person.name })),
    ].join(" ");
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
