// What the kiosk shows: waiting, an answer that fills the screen and leaves by itself, or one of its other screens.
import { answerPanel } from "./answer.js";
import { fill } from "./words.js";

const READ_MS = 20_000; // so long anyone has to ask for more time
const MORE_MS = 60_000;

const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * clock         the event's
 * onIdle()      told when the last answer has left the screen
 * isBegun(view) whether something was typed on that screen and not sent: an answer goes back there
 */
export function screen(clock, onIdle, isBegun) {
  const panel = answerPanel(clock);
  let timer = 0;
  let drawn = 0; // answers so far
  let home = "idle"; // where it goes back to: waiting, or saying that it is out of order
  let begun = null; // the screen with what was typed, {view, field}, behind an answer
  let until = 0; // when the answer leaves

  /** Show one screen; the first of its fields, or what is marked so, gets the keys. */
  function show(view) {
    clearTimeout(timer);
    begun = null;
    if (view !== "answer") panel.clear();
    document.body.dataset.view = view;
    for (const section of document.querySelectorAll("[data-screen]")) section.hidden = section.dataset.screen !== view;
    document.activeElement?.blur();
    part(`screen='${view}'`).querySelector("[data-first]")?.focus();
  }

  function leaveAfter(ms) {
    clearTimeout(timer);
    until = performance.now() + ms;
    timer = setTimeout(idle, ms);
    const bar = part("left").firstElementChild;
    for (const running of bar.getAnimations()) running.cancel();
    bar.animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], { duration: ms, fill: "forwards" });
  }

  function idle() {
    const back = begun;
    show(back?.view ?? home);
    back?.field.focus();
    onIdle();
  }

  function answer(spec) {
    drawn += 1;
    part("phone").hidden = true;
    const { view } = document.body.dataset;
    const back = view === "answer" ? begun : isBegun(view) && { view, field: document.activeElement };
    show("answer");
    begun = back || null;
    panel.draw(spec);
    leaveAfter(READ_MS);
  }

  const time = (text) => clock.hhmm(Date.parse(text));

  function refused(body) {
    const stopped = body.reason === "revoked" || body.reason === "cancelled";
    const tone = stopped ? "stopped" : "refused";
    answer({
      tone,
      mark: tone,
      body: { ...body, interviews: undefined },
      person: false,
      say: (words, language) => ({
        word: words.notTaken,
        todo: body.messages?.[language] ?? body.message ?? body.error?.message ?? words.ask,
      }),
    });
  }

  function tick() {
    part("now").textContent = clock.hhmm(clock.now());
    part("today").textContent = clock.day(clock.now());
    part("rehearsal").hidden = !clock.rehearsal;
    panel.countDown();
  }

  part("more-time").addEventListener("click", () => leaveAfter(MORE_MS));
  part("close").addEventListener("click", idle);
  part("speak").addEventListener("click", () => leaveAfter(Math.max(READ_MS, until - performance.now())));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.body.dataset.view !== "answer") return;
    event.stopPropagation(); // it is not of the form that may come back with it
    idle();
  });
  setInterval(tick, 500);
  tick();

  return {
    idle,
    show,
    get view() {
      return document.body.dataset.view;
    },
    /** The company of the person whose answer is on the screen. */
    get company() {
      return panel.body?.company ?? null;
    },
    /** That person. */
    get attendee() {
      return panel.body?.attendee ?? null;
    },
    /** Out of order: this screen is what it goes back to; null: back to waiting. */
    setHome(view) {
      home = view ?? "idle";
      begun = null;
      idle();
    },
    /** The server's answer to a check-in. */
    checkedIn({ status, body }) {
      if (status === 201) {
        const say = (words) => ({ word: words.done, greeting: body.returned ? words.again : words.welcome });
        answer({ tone: "taken", mark: "ok", say, body, undo: true });
      } else if (status === 200) {
        const say = (words) => ({ word: words.already, greeting: fill(words.alreadyAt, { time: time(body.first_at) }) });
        answer({ tone: "already", mark: "ok", say, body });
      } else refused(body);
    },
    /** Beside the answer that is on the screen, its person's phone page; `link` gives {qr}, null for none. */
    async offerPhone(link) {
      const of = drawn;
      const said = await link;
      if (!said || of !== drawn || document.body.dataset.view !== "answer") return;
      part("phone-code").innerHTML = said.qr; // an SVG of our own server's
      part("phone").hidden = false;
    },
    refused,
    /** The server's answer to somebody who leaves. */
    departed({ status, body }) {
      if (status > 299) return refused(body);
      const gone = (words) => ({ word: words.gone, greeting: words.goodbye });
      const wasOut = (words) => ({ word: words.notInside, greeting: words.notInsideText });
      answer({ tone: "already", mark: "ok", say: status === 201 ? gone : wasOut, body, undo: status === 201 && "departure" });
    },
    sending: () => answer({ tone: "waiting", mark: "waiting", say: (words) => ({ word: words.sending }) }),
    /** The server is away, and this kiosk knows nothing of the badge either. */
    waiting() {
      const say = (words) => ({ word: words.waiting, todo: `${words.unchecked}\n${words.hurry}` });
      answer({ tone: "refused", mark: "waiting", say, undo: true });
    },
    /** What this kiosk answers by itself, from its copy of `copiedAt` (event time in ms), while the server is away. */
    offline({ status, body }, copiedAt) {
      const unconfirmed = (words) => fill(words.unconfirmedText, { time: clock.hhmm(copiedAt) });
      if (status === 201) {
        const say = (words) => ({ word: words.unconfirmed, greeting: words.welcome, unconfirmed: unconfirmed(words) });
        answer({ tone: "waiting", mark: "waiting", say, body, undo: true });
        return;
      }
      const tone = body.reason === "wrong_day" ? "refused" : "stopped";
      const say = (words) => {
        const refusals = { revoked: words.revoked, cancelled: words.cancelled, wrong_day: words.wrongDay };
        const why = body.substituted ? words.substituted : refusals[body.reason];
        const todo = fill(why, { time: body.revoked_at ? time(body.revoked_at) : "" });
        return { word: words.notTaken, unconfirmed: unconfirmed(words), todo };
      };
      answer({ tone, mark: tone, say });
    },
    /** Somebody leaves while the server is away. */
    leavesLater() {
      const say = (words) => ({ word: words.unconfirmed, greeting: words.goodbye, todo: words.leavesLater });
      answer({ tone: "waiting", mark: "waiting", say, undo: "departure" });
    },
    undoWaits(what) {
      const say = (words) => ({ word: words.unconfirmed, todo: words.undo_waits[what] });
      answer({ tone: "waiting", mark: "waiting", say });
    },
    undone(what) {
      const say = (words) => ({ word: words.undone, todo: words.undone_text[what] });
      answer({ tone: "waiting", mark: "ok", say });
    },
  };
}
