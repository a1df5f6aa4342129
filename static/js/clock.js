// The event's clock: set by the server, counted here, never by the device's own clock and never backwards.

const SET_MS = 10_000; // further off than this, the organiser has set the clock
const DELAY_MS = 1_500; // so long the server's word may have been on its way

/** Start with a snapshot's `clock` {now, speed, rehearsal} and the event's time zone. */
export function eventClock(timezone, language = document.documentElement.lang) {
  let shown = null; // event time in ms at the anchor
  let anchor = 0; // performance.now() of that moment
  let speed = 1;
  let latest = -Infinity;
  const format = (options, speech = language) =>
    new Intl.DateTimeFormat(speech, { timeZone: timezone, hourCycle: "h23", ...options });
  const hhmm = format({ hour: "2-digit", minute: "2-digit" });
  const hhmmss = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const DAY = { month: "long", day: "numeric", weekday: "short" };
  const date = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone }); // as ISO writes it

  const raw = (at) => shown + (at - anchor) * speed;

  return {
    rehearsal: false,
    /** Take the server's word. What is only its delay on the way is let pass; a drift is waited out. */
    set(clock, at = performance.now()) {
      const said = Date.parse(clock.now);
      const ahead = shown === null ? Infinity : (said - raw(at)) / clock.speed;
      this.rehearsal = clock.rehearsal;
      if (clock.speed !== speed || Math.abs(ahead) > SET_MS) latest = -Infinity;
      else if (ahead <= 0 && ahead > -DELAY_MS) return;
      [shown, anchor, speed] = [said, at, clock.speed];
    },
    get known() {
      return shown !== null;
    },
    /** How many times as fast as the world's time it runs. */
    get speed() {
      return speed;
    },
    /** Event time in ms now; grows only, until the clock itself is set to another time. */
    now() {
      latest = Math.max(latest, raw(performance.now()));
      return latest;
    },
    /** Event time in ms at a performance.now(). */
    at: raw,
    hhmm: (ms) => hhmm.format(ms),
    hhmmss: (ms) => hhmmss.format(ms),
    /** The day as people say it; with its year when that is not this year. */
    day(ms, speech = language) {
      const [year, thisYear] = [ms, this.now()].map((at) => this.date(at).slice(0, 4));
      return format(year === thisYear ? DAY : { year: "numeric", ...DAY }, speech).format(ms);
    },
    /** A date as 2026-11-26, the way the server names days. */
    date: (ms) => date.format(ms),
    /** What to say when today is not `day`, the day a screen is about; empty on the day itself. */
    away(day, words, speech = language) {
      const today = this.date(this.now());
      if (today === day) return "";
      const sentence = today < day ? words.dayAhead : words.dayOver;
      return sentence.replace("{day}", this.day(Date.parse(`${day}T12:00:00Z`), speech));
    },
  };
}

/** Whole minutes and seconds of a stretch in ms: 7:42; rounded up, so that it reaches 0:00 at the very end. */
export function minutesSeconds(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
