// One person at the desk: a note, a new badge, somebody in their place.
import { nameOf, putName } from "../dom.js";
import { nonces } from "../nonces.js";
import { clearForm, complain, newcomerOf } from "./newcomer.js";
import { fill, words } from "./words.js";

const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * post(path, body)   asks the server, or throws with words
 * print(address, text)   prints a badge
 * onChosen(attendeeId)   checks in; onArrived(attendeeId) who was just registered
 */
export function personPanel({ screen, post, print, onChosen, onArrived }) {
  const note = part("note-form");
  const instead = part("substitute-form");
  const hint = part("person-hint");
  let person = null;
  let pressed = {}; // the nonces of each button

  const path = (deed) => `/attendees/${encodeURIComponent(person.id)}/${deed}`;

  async function press(deed, body, done, say = (text) => (hint.textContent = text)) {
    pressed[deed] ??= nonces();
    const nonce = pressed[deed];
    try {
      const answer = await post(path(deed), { nonce: nonce.of(body), ...body });
      nonce.done();
      done(answer);
    } catch (error) {
      if (!error.passing) nonce.done();
      say(error.message);
    }
  }

  part("person-check-in").addEventListener("click", () => onChosen(person.id));
  part("reprint").addEventListener("click", () =>
    press("reprint", {}, ({ badge }) => {
      hint.textContent = words.reprinted;
      print(badge, words.reprinted);
    }),
  );
  note.addEventListener("submit", (event) => {
    event.preventDefault();
    press("note", { note: note.elements.note.value }, () => (hint.textContent = words.noteKept));
  });
  instead.addEventListener("submit", (event) => {
    event.preventDefault();
    const newcomer = newcomerOf(instead);
    if (!newcomer.name) return complain(instead, words.nameMissing, instead.elements.name);
    const done = ({ attendee, badge }) => {
      print(badge, fill(words.substituted, { name: nameOf(attendee), absent: nameOf(person) }));
      onArrived(attendee.id);
    };
    press("substitute", newcomer, done, (text) => complain(instead, text));
  });

  return {
    /** Show a person. */
    open(of) {
      person = of;
      pressed = {};
      putName(part("person-company"), person.company ?? { name: "" });
      part("person-name").textContent = fill(words.name, { name: nameOf(person) });
      part("person-check-in").hidden = person.cancelled;
      part("reprint").disabled = person.cancelled;
      instead.hidden = person.cancelled || person.inside;
      hint.textContent = person.cancelled ? words.conflict.cancelled : "";
      note.elements.note.value = person.note;
      clearForm(instead);
      screen.show("person");
    },
  };
}
