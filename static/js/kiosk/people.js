// How people are listed at the kiosk, and what is said of them.
import { nameOf, putName } from "../dom.js";
import { fill, words } from "./words.js";

/** A person's line: who they are, how they came, whether they are here. */
export function writePerson(row, person) {
  const company = row.querySelector("[data-pick] .company");
  if (company) putName(company, person.company ?? { name: "" });
  row.querySelector(".name").textContent = fill(words.name, { name: nameOf(person) });
  row.querySelector(".kana").textContent = person.kana;
  row.querySelector(".tags").replaceChildren(...tags(person));
  row.querySelector(".state").hidden = !person.inside;
}

function tags(person) {
  const how = { walk_in: words.walkIn, substitute: words.substitute }[person.origin];
  const { substitute } = person;
  const instead = substitute && fill(words.substituteShort, { name: nameOf(substitute) });
  const cancelled = person.cancelled && (instead || words.conflict.cancelled);
  const said = [person.title, how, cancelled, person.note ? words.hasNote : ""];
  return said.filter(Boolean).map((text) => {
    const tag = document.createElement("span");
    tag.textContent = text;
    return tag;
  });
}
