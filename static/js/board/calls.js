// Who is being called: flashing in a strip, and said aloud, each call once and one after the other.
import { copy, keep, mark, nameOf, put, slot } from "/static/js/dom.js";
import { calls } from "/static/js/board/model.js";
import { inBoth, languages, showName } from "/static/js/board/names.js";

const AT_ONCE = 4; // more do not fit beside the tables: they take turns, and flash in their rows all the time
const TURN_MS = 6_000;
const TIMELY_MS = 120_000; // a board that was out of touch does not call whoever was called long ago

export function callStrip(strip, { words, clock, voice }) {
  const list = strip.querySelector("ol");
  const more = strip.querySelector("[data-more]");
  let known = null; // calls that were said, or were there before this page

  const key = ({ interview }) => `${interview.id} ${Math.floor(Date.parse(interview.called_at) / 1000)}`;

  function sentence(language, { row, interview }, oneRoom) {
    const said = words[language];
    const named = interview.supplier.name !== "";
    const form = oneRoom ? (named ? said.call : said.callNext) : named ? said.callRoom : said.callRoomNext;
    return form
      .replace("{n}", row.table)
      .replace("{room}", nameOf(row.room, language))
      .replace("{company}", nameOf(interview.supplier, language));
  }

  function sayNew(called, { oneRoom, speech }) {
    const before = known;
    known = new Set(called.map(key));
    if (!before) return;
    for (const one of called.filter((each) => !before.has(key(each))).reverse()) {
      if (clock.now() - Date.parse(one.interview.called_at) > TIMELY_MS * Math.max(1, clock.speed)) continue;
      const lines = speech ? ["ja", "en"].map((language) => [language, sentence(language, one, oneRoom)]) : [];
      voice.say({ tone: "call", lines, still: () => known.has(key(one)) });
    }
  }

  return {
    show(rows, context) {
      const called = context.away ? [] : calls(rows);
      sayNew(called, context);
      strip.hidden = called.length === 0;
      const turns = Math.ceil(called.length / AT_ONCE) || 1;
      const from = (Math.floor(performance.now() / TURN_MS) % turns) * AT_ONCE;
      const shown = called.slice(from, from + AT_ONCE);
      mark(strip, "count", shown.length);
      const hidden = called.length - shown.length;
      more.hidden = hidden === 0;
      put(more, inBoth(words, (said) => said.more.replace("{n}", hidden)));
      keep(list, shown, key, () => copy("#call-line"), (line, { row, interview }) => {
        showName(line, interview.supplier, languages.map((language) => words[language].nobody));
        put(slot(line, "table"), words[languages[0]].table.replace("{n}", row.table));
        put(slot(line, "room"), context.oneRoom ? "" : nameOf(row.room));
      });
    },
  };
}
