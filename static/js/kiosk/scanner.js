// A badge reader that types like a keyboard. Any key on the screen may be the first of a scan; readers end with
// Enter, Tab, or nothing. What an input method makes of the keys does not matter: then the key's place is read.
import { isComposing } from "../dom.js";
import { fold, isWhole } from "./codes.js";
import { listening } from "./focus.js";
import { once } from "./once.js";

const IDLE_MS = 100; // a reader without a suffix has finished a whole code after this silence
const OVER_MS = 500; // and anything else after this: a reader without a wire may pause in the middle
const SHORTEST = 4; // with a suffix; less is somebody leaning on the keyboard
const SHORTEST_BARE = 10; // without a suffix
const SHORTEST_IN_FIELD = 12; // while a field has the focus, only a reader types this much this fast
const LONGEST = 1_000; // more of a flood is not kept
const FAST_MS = 50; // between two keys, on average
const STEADY_MS = 45; // between most keys of a slow reader, which may pause between others; no hand is so steady
const MOST = 0.75;
const REPEAT_MS = 3_000;
const COMMIT_MS = 300; // the longest that an input method takes to give what it has composed

const ENDS = new Set(["Enter", "NumpadEnter", "Tab"]);
const ENDS_WITH_CONTROL = new Set(["KeyM", "KeyJ"]); // how some readers type a carriage return or a line feed
const PLACES = { Minus: "-", NumpadSubtract: "-", Slash: "/", Period: ".", Space: " ", BracketLeft: "[", BracketRight: "]" };
const NOT_TYPED = new Set(["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"]);

/** The character a key stands for, whatever keyboard mode or input method is on; "" if it is none. */
export function characterOf(event) {
  if (/^[!-~]$/.test(event.key)) return event.key;
  const place = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code);
  if (place) return place[1];
  return PLACES[event.code] ?? (/^[\uff01-\uff5e]$/.test(event.key) ? event.key : "");
}

/** The field that takes the keys, if one does. */
function fieldOf(target) {
  const typed = target instanceof HTMLInputElement && !NOT_TYPED.has(target.type);
  return typed || target instanceof HTMLTextAreaElement ? target : null;
}

/** Put back what stood in a field before a reader typed into it. */
function putBack({ field, before, composed }) {
  if (!field) return;
  const put = () => (field.value = before);
  put();
  if (!composed) return;
  field.addEventListener("input", put); // the input method still has the text in hand, and gives it in a moment
  setTimeout(() => field.removeEventListener("input", put), COMMIT_MS);
}

/** Calls onScan(text) once for every badge that is read. */
export function listen(onScan) {
  const seen = once(REPEAT_MS);
  let burst = null; // the keys since the last silence
  let timer = 0;

  function forget() {
    clearTimeout(timer);
    burst = null;
  }

  /** Where a badge's code begins: at once, or after a pause, as somebody had touched a key before; null if nowhere. */
  const startOf = ({ text, starts }) => starts.find(({ at }) => fold(text.slice(at)) !== null) ?? null;

  function take() {
    const { text, field, composed } = burst;
    const start = startOf(burst);
    putBack({ field, composed, before: (start ?? burst.starts[0]).before });
    forget();
    const read = start ? text.slice(start.at) : text.trim();
    if (seen.isNew(fold(read) ?? read)) onScan(read);
  }

  /** Whether what has been typed so far can only be a reader's. */
  function isScan(shortest) {
    const { text, field, times } = burst;
    if (text.length < (field ? SHORTEST_IN_FIELD : shortest)) return false;
    return !field || (times.at(-1) - times[0]) / text.length <= FAST_MS || isSteady();
  }

  /** Whether what was typed is a badge's code, and most of its keys came faster than by hand. */
  function isSteady() {
    const start = startOf(burst);
    if (!start) return false;
    const times = burst.times.slice(start.at);
    const gaps = times.slice(1).map((time, index) => time - times[index]);
    return gaps.filter((gap) => gap <= STEADY_MS).length >= MOST * gaps.length;
  }

  const end = (shortest) => (isScan(shortest) ? take() : forget());

  function add(character, event) {
    const { timeStamp: now } = event;
    const field = fieldOf(event.target);
    const gap = burst ? now - burst.times.at(-1) : 0;
    if (gap > IDLE_MS && isWhole(burst.text)) end(SHORTEST_BARE); // the clock was late: this is the next badge
    if (gap > OVER_MS) forget();
    if (!burst) burst = { text: "", starts: [], times: [], field, composed: false };
    if (gap > IDLE_MS || !burst.text) burst.starts.push({ at: burst.text.length, before: field?.value ?? "" });
    if (burst.text.length < LONGEST) {
      burst.text += character;
      burst.times.push(now);
    }
    burst.composed ||= isComposing(event);
    clearTimeout(timer);
    timer = setTimeout(end, isWhole(burst.text) ? IDLE_MS : OVER_MS, SHORTEST_BARE);
  }

  function onEnd(event) {
    const scanned = isScan(SHORTEST);
    if (scanned || !burst.field) {
      event.preventDefault(); // a reader's Enter must not press the button that has the focus
      event.stopPropagation();
    }
    end(SHORTEST);
  }

  function onKey(event) {
    if (event.repeat) return;
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    const ends = modified
      ? event.ctrlKey && ENDS_WITH_CONTROL.has(event.code)
      : ENDS.has(event.key) || ENDS.has(event.code);
    if (burst && ends) return onEnd(event);
    if (modified) {
      if (burst && !burst.field) event.preventDefault(); // a control character, not a command to the browser
      return;
    }
    const character = characterOf(event);
    if (!character || (!burst && character === " ")) return; // a space alone presses the button that has the focus
    add(character, event);
    if (!burst.field) event.preventDefault();
  }

  document.addEventListener("keydown", onKey, true);
  return {
    /** The last badge's answer has gone: whoever holds it there again wants another look. */
    forgetLast: seen.forget,
    /** "ready", or "lost" while keys do not reach this page. */
    state: () => (listening() ? "ready" : "lost"),
  };
}
