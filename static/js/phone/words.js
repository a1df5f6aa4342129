// How the phone says things: the page's words, filled in; companies and places.
import { nameOf, putName } from "/static/js/dom.js";
import { isRunning, time } from "/static/js/states.js";

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

export const words = JSON.parse(document.body.dataset.words);

/** A sentence with its {places} filled in. */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

/** The names of those one meets, each on a line of its own. */
export function putPartners(node, partners) {
  while (node.children.length > partners.length) node.lastElementChild.remove();
  partners.forEach((partner, index) => {
    const line = node.children[index] ?? node.appendChild(document.createElement("p"));
    putName(line, partner);
  });
}

export const roomOf = (place) => nameOf({ name: place.room_name, name_en: place.room_name_en });
export const tableOf = (place) => fill(words.table, { n: place.table }).replaceAll(" ", "\u00a0"); // never "Table" alone

/** How long until it begins, or what is left of it, as people say it. */
export function remaining(interview, now) {
  const left = Math.ceil((time(interview.ends) - now) / MINUTE);
  if (isRunning(interview)) return left > 0 ? fill(words.ends, { n: left }) : words.over;
  const ms = time(interview.starts) - now;
  const minutes = Math.ceil(ms / MINUTE);
  if (ms <= 0) return interview.state === "called" ? "" : words.begun;
  if (minutes <= 1) return words.soon;
  if (minutes < HOUR) return fill(words.minutes, { n: minutes });
  if (minutes >= DAY) return "";
  return fill(minutes % HOUR ? words.hours : words.wholeHours, { h: Math.floor(minutes / HOUR), n: minutes % HOUR });
}
