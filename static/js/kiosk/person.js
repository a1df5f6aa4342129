// One person at the desk: a note, a new badge, somebody in their place.
import { nameOf, putName } from "../dom.js";
import { nonces } from "../nonces.js";
import { clearForm, complain, isTyped, newcomerOf } from "./newcomer.js";
import { fill, words } from "./words.js";

const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * post(path, body)   asks the server, or throws with words; load(attendeeId) gives a person as the server knows them
 * print(address, text, name)   prints a badge; forget() that one, which is valid no more; badgeOf(attendeeId) is the address of one that is valid
 * onChosen(attendeeId)   checks in; onArrived(attendeeId) who was just registered
 */
export function personPanel({ screen, clock, post, load, print, forget, badgeOf, onChosen, onArrived }) {
  const note = part("note-form");
  const instead = part("substitute-form");
  const hint = part("person-hint");
  let person = null;
  let pressed = {}; // the nonces of each button

  const path = (deed) => `/attendees/${encodeURIComponent(person.id)}/${deed}`;

  async function press(deed, body, done, say = (text) => (hint.textContent = text)) {
    pressed[deed] ??= nonces();
    const [nonce, of] = [pressed[deed], person];
    try {
      const answer = await post(path(deed), { nonce: nonce.of(body), ...body });
      nonce.done();
      done(answer, of, person === of); // by now somebody else may be on the screen
    } catch (error) {
      if (!error.passing) nonce.done();
      if (person === of) say(error.message);
    }
  }

  part("person-check-in").addEventListener("click", () => onChosen(person.id));
  part("reprint").addEventListener("click", () =>
    press("reprint", {}, ({ badge }, of, here) => {
      if (here) hint.textContent = words.reprinted;
      print(badge, words.reprinted, nameOf(of));
    }),
  );
  part("print-same").addEventListener("click", () => {
    print(badgeOf(person.id), fill(words.printing, { name: nameOf(person) }), nameOf(person));
  });
  part("take-back").addEventListener("click", () =>
    press("take-back", {}, (_answer, of, here) => {
      forget();
      const values = { name: nameOf(of.substitute), absent: nameOf(of) };
      if (here) openById(of.id, fill(words.takenBack, values));
    }),
  );
  note.addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = note.elements.note;
    press("note", { note: value }, (_answer, _of, here) => {
      if (!here) return;
      note.elements.note.defaultValue = value;
      hint.textContent = words.noteKept;
    });
  });
  instead.addEventListener("submit", (event) => {
    event.preventDefault();
    const newcomer = newcomerOf(instead);
    if (!newcomer.name) return complain(instead, words.nameMissing, instead.elements.name);
    const done = ({ attendee, badge }, of, here) => {
      if (here) clearForm(instead);
      const values = { name: nameOf(attendee), absent: nameOf(of) };
      print(badge, fill(words.substituteDone, values), values.name);
      onArrived(attendee.id);
    };
    press("substitute", newcomer, done, (text) => complain(instead, text));
  });

  function open(of, said = "") {
    person = of;
    pressed = {};
    const { cancelled, substitute } = person;
    putName(part("person-company"), person.company ?? { name: "" });
    part("person-name").textContent = fill(words.name, { name: nameOf(person) });
    for (const name of ["person-check-in", "new-badge"]) part(name).hidden = cancelled;
    instead.hidden = cancelled || person.inside;
    part("substituted").hidden = !substitute;
    if (substitute) part("substitute-says").textContent = fill(words.substituteIs, { name: nameOf(substitute) });
    const late = person.expected_at && !cancelled;
    part("person-late").textContent = late ? fill(words.expected, { time: clock.hhmm(Date.parse(person.expected_at)) }) : "";
    part("person-late").hidden = !late;
    hint.textContent = cancelled && !substitute ? words.conflict.cancelled : said;
    note.elements.note.value = note.elements.note.defaultValue = person.note;
    clearForm(instead);
    screen.show("person");
  }

  /** Show a person as the server knows them now. */
  async function openById(id, said, field) {
    try {
      open(await load(id), said);
      field?.focus();
    } catch (error) {
      hint.textContent = error.message;
    }
  }

  return {
    /** Show a person. */
    open: (of) => open(of),
    openById: (id) => openById(id),
    isBegun: () => isTyped(note) || isTyped(instead),
    /** To write down whom somebody wishes to meet, who has no interviews. */
    noteWishes: (id) => openById(id, words.noteWishes, note.elements.note),
  };
}
