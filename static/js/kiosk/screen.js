// What the kiosk shows: waiting, an answer that fills the screen and leaves by itself, or the search.
import { nameOf, put, putName } from "../dom.js";
import { fill, words } from "./words.js";

const READ_MS = 12_000;
const MORE_MS = 30_000;
const LATER_SHOWN = 4;
const SIZES = [1, 0.94, 0.88, 0.82, 0.76]; // of the letters: the largest at which everything is on the screen

const part = (name) => document.querySelector(`[data-${name}]`);

/** `clock` is the event's; `onIdle` is told when the last answer has left the screen. */
export function screen(clock, onIdle) {
  let timer = 0;
  let startedAt = null; // of the interview whose minutes are counted down
  let later = []; // the interviews after that one

  function show(view) {
    document.body.dataset.view = view;
    for (const section of document.querySelectorAll("[data-screen]")) section.hidden = section.dataset.screen !== view;
    if (view !== "search") document.activeElement?.blur();
  }

  function leaveAfter(ms) {
    clearTimeout(timer);
    timer = setTimeout(idle, ms);
    const bar = part("left").firstElementChild;
    for (const running of bar.getAnimations()) running.cancel();
    bar.animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], { duration: ms, fill: "forwards" });
  }

  function idle() {
    clearTimeout(timer);
    startedAt = null;
    show("idle");
    onIdle();
  }

  /** Put an answer on the screen. `tone` and `mark` are its colour and shape. */
  function answer({ tone, mark, word, greeting = "", unconfirmed = "", body = null, todo = "", undo = false }) {
    part("screen='answer'").dataset.tone = tone;
    for (const shape of document.querySelectorAll("[data-mark]")) shape.toggleAttribute("hidden", shape.dataset.mark !== mark);
    part("word").textContent = word;
    part("greeting").textContent = greeting;
    part("unconfirmed").textContent = unconfirmed;
    part("unconfirmed").hidden = !unconfirmed;
    part("do").textContent = todo;
    part("do").hidden = !todo;
    part("undo").hidden = !undo;
    writePerson(body);
    writeInterviews(body);
    show("answer");
    fit();
    leaveAfter(READ_MS);
  }

  /** Make everything fit: smaller letters first, then fewer of the later interviews. */
  function fit() {
    const text = part("text");
    for (let shown = Math.min(later.length, LATER_SHOWN); shown >= 0; shown -= 1) {
      writeLater(shown);
      for (const size of SIZES) {
        text.style.setProperty("--fit", size);
        if (text.scrollHeight <= text.clientHeight) return;
      }
    }
  }

  function writePerson(body) {
    part("person").hidden = !body;
    if (!body) return;
    putName(part("company"), body.company ?? { name: "" });
    part("who").textContent = fill(words.name, { name: nameOf(body.attendee) });
  }

  function writeInterviews(body) {
    const next = body?.next;
    part("next").hidden = !next;
    part("none").hidden = !body || Boolean(next);
    startedAt = next ? Date.parse(next.starts) : null;
    part("none").textContent = body?.interviews.length ? words.over : words.none;
    later = next ? body.interviews.filter((one) => one.id !== next.id && one.starts >= next.starts && isOpen(one)) : [];
    part("later").hidden = later.length === 0;
    if (!next) return;
    part("next-time").textContent = clock.hhmm(startedAt);
    writeWhere(part("next-where"), next);
    putName(part("next-with"), { name: next.with });
    countDown();
  }

  function writeLater(shown) {
    part("later-list").replaceChildren(...later.slice(0, shown).map(laterItem));
    const more = later.length - shown;
    part("later-more").textContent = more > 0 ? fill(words.more, { number: more }) : "";
  }

  const isOpen = (one) => one.state === "scheduled" || one.state === "called" || one.state === "in_progress";

  function laterItem(one) {
    const item = part("later-item").content.cloneNode(true);
    item.querySelector("time").textContent = clock.hhmm(Date.parse(one.starts));
    writeWhere(item.querySelector(".where"), one);
    putName(item.querySelector(".with"), { name: one.with });
    return item;
  }

  function writeWhere(element, one) {
    const [room, table] = element.children;
    room.textContent = one.room;
    table.textContent = fill(words.table, { table: one.table });
  }

  function countDown() {
    if (startedAt === null) return;
    const minutes = Math.ceil((startedAt - clock.now()) / 60_000);
    const text =
      minutes <= -1
        ? words.started
        : minutes <= 0
          ? words.now
          : minutes < 60
            ? fill(words.inMinutes, { minutes })
            : minutes < 24 * 60
              ? fill(words.inHours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
              : clock.day(startedAt);
    if (put(part("next-in"), text)) fit();
  }

  function tick() {
    part("now").textContent = clock.hhmm(clock.now());
    part("today").textContent = clock.day(clock.now());
    part("rehearsal").hidden = !clock.rehearsal;
    countDown();
  }

  part("more-time").addEventListener("click", () => leaveAfter(MORE_MS));
  part("close").addEventListener("click", idle);
  addEventListener("resize", fit);
  setInterval(tick, 500);
  tick();

  return {
    idle,
    show,
    get view() {
      return document.body.dataset.view;
    },
    /** The server's answer to a check-in. */
    checkedIn({ status, body }) {
      if (status === 201) {
        const greeting = body.returned ? words.again : words.welcome;
        answer({ tone: "taken", mark: "ok", word: words.done, greeting, body, undo: true });
      } else if (status === 200) {
        const greeting = fill(words.alreadyAt, { time: clock.hhmm(Date.parse(body.first_at)) });
        answer({ tone: "already", mark: "ok", word: words.already, greeting, body });
      } else {
        const stopped = body.reason === "revoked" || body.reason === "cancelled";
        const todo = body.message ?? body.error?.message ?? words.ask;
        answer({ tone: stopped ? "stopped" : "refused", mark: stopped ? "stopped" : "refused", word: words.notTaken, todo });
      }
    },
    sending: () => answer({ tone: "waiting", mark: "waiting", word: words.sending }),
    /** The server is away, and this kiosk knows nothing of the badge either. */
    waiting() {
      const todo = `${words.unchecked}\n${words.hurry}`;
      answer({ tone: "refused", mark: "waiting", word: words.waiting, todo, undo: true });
    },
    /** What this kiosk answers by itself, from its copy of `copiedAt` (event time in ms), while the server is away. */
    offline({ status, body }, copiedAt) {
      const unconfirmed = fill(words.unconfirmedText, { time: clock.hhmm(copiedAt) });
      if (status === 201) {
        const greeting = words.welcome;
        answer({ tone: "waiting", mark: "waiting", word: words.unconfirmed, greeting, unconfirmed, body, undo: true });
        return;
      }
      const time = body.revoked_at ? clock.hhmm(Date.parse(body.revoked_at)) : "";
      const todo = fill({ revoked: words.revoked, cancelled: words.cancelled, wrong_day: words.wrongDay }[body.reason], { time });
      const tone = body.reason === "wrong_day" ? "refused" : "stopped";
      answer({ tone, mark: tone, word: words.notTaken, unconfirmed, todo });
    },
    undoWaits: () => answer({ tone: "waiting", mark: "waiting", word: words.unconfirmed, todo: words.undoWaits }),
    undone: () => answer({ tone: "waiting", mark: "ok", word: words.undone, todo: words.undoneText }),
  };
}
