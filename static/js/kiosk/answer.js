// One answer on the screen: who it is, where they go next, what was missed. Drawn in the person's language, and drawn
// again in the other one at a press.
import { nameOf, put, putName } from "../dom.js";
import { fill, otherThan, wordsIn } from "./words.js";

const LATER_SHOWN = 5;
const MISSED_SHOWN = 3;
const LONG = 9; // letters of a room's name, Latin ones counted half
const SIZES = [1, 0.94, 0.88, 0.82]; // of the letters: the largest at which everything is on the screen
const TINY = [0.76, 0.7]; // only when what matters most would not be on the screen otherwise
const OPEN = new Set(["scheduled", "called", "in_progress"]);

const part = (name) => document.querySelector(`[data-${name}]`);
const isOpen = (one) => OPEN.has(one.state);

/** `clock` is the event's. */
export function answerPanel(clock) {
  const panel = part("screen='answer'");
  let shown = null; // what is on the screen
  let language = document.documentElement.lang;
  let words = wordsIn(language);
  let later = []; // the interviews after the next one
  let missed = []; // those of today that were not held

  /**
   * Put an answer on the screen. `tone` and `mark` are its colour and shape; `say(words, language)` gives what it says:
   * {word, greeting, unconfirmed, todo}; `body` is the server's word on a person, `undo` whether it can be taken back:
   * true, or "departure" if that is what it was.
   */
  function draw(answer) {
    shown = answer;
    speak(answer.body?.language ?? document.documentElement.lang);
  }

  function speak(chosen) {
    language = chosen;
    words = wordsIn(language);
    panel.lang = language;
    const { tone, mark, say, body = null, undo = false, person = Boolean(body) } = shown;
    panel.dataset.tone = tone;
    for (const shape of panel.querySelectorAll("[data-mark]")) shape.toggleAttribute("hidden", shape.dataset.mark !== mark);
    for (const label of panel.querySelectorAll("[data-say]")) put(label, words[label.dataset.say]);
    part("speak").lang = otherThan(language);
    part("colleagues").hidden = !body?.company?.id;
    part("to-person")?.toggleAttribute("hidden", !body?.substitute);
    part("undo").hidden = !undo;
    if (undo === "departure") put(part("undo"), words.last.departure.undo);
    const { word, greeting = "", unconfirmed = "", todo = "" } = say(words, language);
    part("word").textContent = word;
    part("greeting").textContent = greeting;
    write("unconfirmed", unconfirmed);
    write("do", todo);
    writePerson(person ? body : null);
    writeInterviews(body?.interviews ? body : null);
    fit();
  }

  function write(name, text) {
    part(name).textContent = text;
    part(name).hidden = !text;
  }

  /** Make everything fit: letters a little smaller, then fewer interviews in the lists, then smaller still. */
  function fit() {
    const most = Math.max(Math.min(later.length, LATER_SHOWN), Math.min(missed.length, MISSED_SHOWN));
    for (const sizes of [SIZES, TINY]) {
      for (let number = most; number >= 0; number -= 1) {
        writeLater(Math.min(number, later.length, LATER_SHOWN));
        writeMissed(Math.min(Math.max(number, 1), MISSED_SHOWN));
        if (sizes.some(fits)) return;
      }
    }
  }

  function fits(size) {
    const text = part("text");
    text.style.setProperty("--fit", size);
    return text.scrollHeight <= text.clientHeight;
  }

  function writePerson(body) {
    part("person").hidden = !body;
    if (!body) return;
    putName(part("company"), body.company ?? { name: "" }, language);
    const name = nameOf(body.attendee, language);
    part("who").textContent = name ? fill(words.name, { name }) : "";
  }

  function writeInterviews(body) {
    const next = body?.next;
    part("next").hidden = !next;
    part("none").hidden = !body || Boolean(next);
    const without = Boolean(body) && body.interviews.length === 0;
    const wishes = part("note-wishes"); // at a desk: of a company that nobody has matched yet
    const unmatched = without && Boolean(wishes) && Boolean(body.company?.id);
    wishes?.toggleAttribute("hidden", !unmatched);
    part("none").textContent = unmatched ? words.unmatched : without ? words.none : words.over;
    later = next ? body.interviews.filter((one) => one.id !== next.id && one.starts >= next.starts && isOpen(one)) : [];
    part("later").hidden = later.length === 0;
    findMissed(body);
    if (!next) return;
    part("next").dataset.late = Boolean(body.late);
    part("next-time").textContent = clock.hhmm(Date.parse(next.starts));
    writeWhere(part("next-where"), next);
    putName(part("next-with"), partner(next), language);
    countDown();
  }

  /** What was not held today, and what of it the desk can still put back. */
  function findMissed(body) {
    const known = new Map((body?.missed ?? []).map((one) => [one.id, one]));
    missed = (body?.interviews ?? []).filter((one) => known.has(one.id));
    part("missed").hidden = missed.length === 0;
    const saved = missed.find((one) => known.get(one.id).reinstate);
    const button = part("reinstate");
    if (button) {
      button.hidden = !saved;
      button.dataset.interview = saved?.id ?? "";
    }
    const minutes = saved && minutesTo(saved.ends);
    write("missed-saved", saved ? fill(words.canReinstate, { minutes, time: clock.hhmm(Date.parse(saved.starts)) }) : "");
  }

  const writeMissed = (number) => part("missed-list").replaceChildren(...missed.slice(-number).map(item));

  function writeLater(number) {
    part("later-list").replaceChildren(...later.slice(0, number).map(item));
    const more = later.length - number;
    part("later-more").textContent = more > 0 ? fill(words.more, { number: more }) : "";
  }

  const partner = (one) => ({ name: one.with_ja ?? one.with, name_en: one.with_en });

  function item(one) {
    const row = part("later-item").content.cloneNode(true);
    row.querySelector("time").textContent = clock.hhmm(Date.parse(one.starts));
    writeWhere(row.querySelector(".where"), one);
    putName(row.querySelector(".with"), partner(one), language);
    return row;
  }

  function writeWhere(element, one) {
    const [room, table] = element.children;
    room.textContent = nameOf({ name: one.room_ja ?? one.room, name_en: one.room_en }, language);
    table.textContent = fill(words.table, { table: one.table });
    element.dataset.long = [...room.textContent].reduce((sum, letter) => sum + (letter < "⺀" ? 0.5 : 1), 0) > LONG;
  }

  const minutesTo = (time) => Math.ceil((Date.parse(time) - clock.now()) / 60_000);

  /** Until it begins; once it has begun, what is left of it, and that they should go. */
  function remaining({ starts, ends }) {
    const minutes = minutesTo(starts);
    const left = minutesTo(ends);
    if (minutes >= 24 * 60) return clock.day(Date.parse(starts), language);
    const values = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
    if (minutes >= 60) return fill(values.minutes ? words.inHours : words.inWholeHours, values);
    if (minutes > 0) return fill(words.inMinutes, { minutes });
    if (left <= 0) return words.started;
    return minutes === 0 ? words.now : fill(words.goNow, { minutes: left });
  }

  function countDown() {
    const next = shown?.body?.next;
    if (next && put(part("next-in"), remaining(next))) fit();
  }

  part("speak").addEventListener("click", () => speak(otherThan(language)));
  new ResizeObserver(fit).observe(part("text")); // a line above it, such as "offline", may come while it is read

  return {
    draw,
    countDown,
    /** The person whose answer is on the screen, if one is. */
    get body() {
      return shown?.body ?? null;
    },
    clear() {
      shown = null;
    },
  };
}
