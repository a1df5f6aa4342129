// A forgotten badge: a few letters find the person, one press checks them in.
import { nameOf, putName } from "../dom.js";
import { NoAnswer } from "./api.js";
import { fill, words } from "./words.js";

const PAUSE_MS = 250;
const LEAVE_MS = 60_000; // nobody has typed for so long: the next person sees the reader again

/** `find(query)` asks the server, `onChosen(attendeeId)` checks in. */
export function search({ screen, find, onChosen }) {
  const query = document.querySelector("[data-query]");
  const hits = document.querySelector("[data-hits]");
  const hint = document.querySelector("[data-hint]");
  const item = document.querySelector("[data-hit-item]");
  let asked = 0;
  let timer = 0;
  let leave = 0;

  function clear() {
    asked += 1;
    clearTimeout(timer);
    query.value = "";
    hint.textContent = "";
    hits.replaceChildren();
  }

  function stay() {
    clearTimeout(leave);
    leave = setTimeout(() => screen.view === "search" && close(), LEAVE_MS);
  }

  function open() {
    clear();
    screen.show("search");
    query.focus();
    stay();
  }

  function close() {
    clear();
    screen.idle();
  }

  function hit(person) {
    const row = item.content.cloneNode(true);
    putName(row.querySelector(".company"), person.company ?? { name: "" });
    row.querySelector(".name").textContent = fill(words.name, { name: nameOf(person) });
    row.querySelector(".kana").textContent = person.kana;
    row.querySelector(".state").hidden = !person.inside;
    row.querySelector("button").addEventListener("click", () => {
      clear();
      onChosen(person.id);
    });
    return row;
  }

  /** What to say about an answer: that more letters are needed, that nobody was found, or how many are not shown. */
  function sum({ attendees, more, too_short: tooShort }) {
    if (tooShort) return words.tooShort;
    if (attendees.length === 0) return words.nobody;
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
      const { body } = await find(wanted);
      if (number !== asked) return; // something newer is asked for
      hits.replaceChildren(...body.attendees.map(hit));
      hint.textContent = sum(body);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (number === asked) hint.textContent = words.searchDown;
    }
  }

  query.addEventListener("input", () => {
    stay();
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  document.querySelector("[data-open-search]").addEventListener("click", open);
  document.querySelector("[data-close-search]").addEventListener("click", close);
  return { clear };
}
