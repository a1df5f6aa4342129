// What every screen of the kiosk says of the line: offline and since when, how many scans wait, whether the page may
// be closed. Nothing while all is well.
import { put } from "../dom.js";
import { isStuck } from "../store.js";
import { fill, words } from "./words.js";

const REPORT_MS = 30_000;

const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * clock    the event's
 * link     whether the server answers
 * report(state)   tell the organiser, {waiting, conflicts, secure}
 */
export function lineStatus({ clock, link, report }) {
  const body = document.body.dataset;
  let waiting = 0; // scans the server has not answered
  let told = 0; // those of them whose people have gone
  let stuck = 0; // those at which the server has failed
  let conflicts = 0;
  let paired = true;
  let opensAgain = false; // without the server

  function say(name, text) {
    part(name).hidden = !text;
    put(part(name), text);
  }

  function offline() {
    return fill(link.away ? words.offlineSince : words.slowSince, { time: clock.hhmm(clock.at(link.downSince)), number: waiting });
  }

  const alone = () => [words.unpaired, waiting > 0 ? fill(words.keptUnpaired, { number: waiting }) : ""].join(" ").trim();

  function show() {
    body.line = link.down ? "down" : "up";
    body.waiting = waiting;
    say("stale", [paired ? "" : alone(), link.down ? offline() : ""].filter(Boolean).join(" "));
    say("held", !link.down && told > 0 ? fill(words.held, { number: waiting }) : "");
    say("stuck", stuck > 0 ? fill(words.stuck, { number: stuck }) : "");
    part("stay").hidden = !mustStay();
    part("language").hidden = link.down; // another page could not be loaded now
    for (const button of document.querySelectorAll("[data-needs-line]")) button.disabled = link.away;
    for (const hint of document.querySelectorAll("[data-needs-line-says]")) hint.hidden = !link.away;
  }

  const mustStay = () => !opensAgain && (link.down || told > 0);

  addEventListener("beforeunload", (event) => {
    if (mustStay()) event.preventDefault();
  });

  let reporting = 0;
  function reportSoon() {
    reporting ||= setTimeout(() => {
      reporting = 0;
      report({ waiting, conflicts, secure: isSecureContext }).catch(() => {});
    }, 1_000);
  }
  setInterval(reportSoon, REPORT_MS);
  link.onUp(reportSoon);
  reportSoon();

  return {
    show,
    /** What waits, as it is kept. */
    waits(rows) {
      const scans = rows.filter((row) => row.kind !== "undo");
      const before = told;
      waiting = scans.length;
      told = rows.filter((row) => row.told || row.kind === "undo").length;
      stuck = rows.filter(isStuck).length;
      show();
      if (told !== before) reportSoon();
    },
    conflicts(number) {
      if (number !== conflicts) reportSoon();
      conflicts = number;
    },
    /** Whether the server knows this kiosk. */
    paired(known) {
      if (known === paired) return;
      paired = known;
      show();
    },
    kept() {
      opensAgain = true;
      show();
    },
    /** Whether another page may be loaded now. */
    get free() {
      return !link.down && waiting === 0;
    },
  };
}
