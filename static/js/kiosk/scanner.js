// A badge reader that types like a keyboard. Any key on the screen may be the first of a scan; readers end with
// Enter, Tab, or nothing. What an input method makes of the keys does not matter: then the key's place is read.

const IDLE_MS = 100; // a reader without a suffix has finished a whole code after this silence
const OVER_MS = 500; // and anything else after this: a busy computer may swallow a scan in pieces
const WHOLE = 20; // the letters and digits of a badge code
const SHORTEST = 4; // with a suffix; less is somebody leaning on the keyboard
const SHORTEST_BARE = 10; // without a suffix
const SHORTEST_IN_FIELD = 12; // while a field has the focus, only a reader types this much this fast
const FAST_MS = 50; // between two keys, on average
const REPEAT_MS = 3_000; // a badge held under the reader is read again and again: one scan

const PLACES = { Minus: "-", NumpadSubtract: "-", Slash: "/", Period: ".", Space: " " };

/** The character a key stands for, whatever keyboard mode or input method is on; "" if it is none. */
export function characterOf(event) {
  if (event.key.length === 1 && event.key >= " " && event.key <= "~") return event.key;
  const place = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code);
  if (place) return place[1];
  return PLACES[event.code] ?? "";
}

const isField = (element) => element instanceof HTMLInputElement;

/** Calls onScan(text) once for every badge that is read. */
export function listen(onScan) {
  let text = "";
  let began = 0;
  let last = 0;
  let timer = 0;
  let before = ""; // what stood in the focused field when the burst began
  let previous = { text: "", at: -Infinity };

  function forget() {
    clearTimeout(timer);
    text = "";
  }

  function take(field) {
    const read = text.trim();
    const now = performance.now();
    const again = read === previous.text && now - previous.at < REPEAT_MS;
    previous = { text: read, at: now };
    forget();
    if (field) field.value = before;
    if (!again) onScan(read);
  }

  /** Whether what has been typed so far can only be a reader's. */
  function isScan(field, shortest) {
    if (text.length < (field ? SHORTEST_IN_FIELD : shortest)) return false;
    return !field || (last - began) / text.length <= FAST_MS;
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = performance.now();
    const field = isField(event.target) ? event.target : null;
    if (event.key === "Enter" || event.key === "Tab") {
      if (!isScan(field, SHORTEST)) return forget();
      event.preventDefault();
      event.stopPropagation();
      return take(field);
    }
    const character = characterOf(event);
    if (!character) return;
    if (text && now - last > OVER_MS) forget();
    if (!text) {
      began = now;
      before = field?.value ?? "";
    }
    text += character;
    last = now;
    if (!field) event.preventDefault(); // a space must not press the button that has the focus
    clearTimeout(timer);
    const whole = text.replace(/[^0-9a-z]/gi, "").length >= WHOLE;
    timer = setTimeout(() => (isScan(field, SHORTEST_BARE) ? take(field) : forget()), whole ? IDLE_MS : OVER_MS);
  }

  document.addEventListener("keydown", onKey, true);
  return {
    /** The last badge's answer has gone: whoever holds it there again wants another look. */
    forgetLast() {
      previous = { text: "", at: -Infinity };
    },
  };
}
