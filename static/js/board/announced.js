// What the control desk says to everyone: one at a time, the newest first, each said aloud once.
import { put, slot } from "/static/js/dom.js";
import { languages } from "/static/js/board/names.js";

const TURN_MS = 9_000;

export function announcements(strip, { voice }) {
  let known = null; // messages that were said, or were up before this page

  const text = ({ text, text_en: english }, language) => (language === "en" && english ? english : text);

  function sayNew(messages, speech) {
    const before = known;
    known = new Set(messages.map(({ id }) => id));
    if (!before) return;
    for (const message of messages.filter(({ id }) => !before.has(id)).reverse()) {
      const lines = message.text_en ? [["ja", message.text], ["en", message.text_en]] : [["ja", message.text]];
      voice.say({ tone: "call", lines: speech ? lines : [], still: () => known.has(message.id) });
    }
  }

  return {
    show(messages, { speech }) {
      sayNew(messages, speech);
      strip.hidden = messages.length === 0;
      if (!messages.length) return;
      const message = messages[Math.floor(performance.now() / TURN_MS) % messages.length];
      const [first, second] = languages.map((language) => text(message, language));
      put(slot(strip, "text0"), first);
      put(slot(strip, "text1"), second === first ? "" : second);
    },
  };
}
