// This kiosk's own copy of the badges and the timetable: kept in the browser, brought up to date while the line is
// up, and asked when it is down. No code is in it, only hashes.
import { sha256 } from "/static/vendor/sha256.min.js";
import { NoAnswer } from "./api.js";
import { fold } from "./codes.js";

const KEY = "directory";
const KEY_AT = "directory-at";
const JOIN_MS = 1_500; // changes that come together are read together
const SPREAD_MS = 3_000; // so that several kiosks do not ask at the same moment
const WAITED_FOR = new Set(["scheduled", "called"]);
const OPEN = new Set(["scheduled", "called", "in_progress"]);
const NOTED_MS = 10_000; // how often states that came as news are written down
/** News after which the copy is as right as before. */
const SCANS = new Set([
  "checked_in",
  "checked_in_again",
  "scan_refused",
  "checkin_undone",
  "departed",
  "departed_again",
  "departure_undone",
]);

/** A canonical code as the copy knows it. Plain JavaScript: crypto.subtle is not there on plain HTTP. */
export const blinded = (code, salt) => sha256(salt + code).slice(0, 32);

/**
 * store    where the copy is kept
 * event    whose it is
 * load(tag)   the server's answer, see reception().directory
 * clock    the event's
 */
export async function makeDirectory({ store, event, load, clock }) {
  const kept = await store.get(KEY);
  let held = kept?.event === event ? kept : undefined; // {copy, tag, event}
  let at = held && (await store.get(KEY_AT)); // when it was last known to be right, event time
  let due = true; // it may not be right any more
  let seen = null; // the revision of the last news
  let reading = false;
  let timer = 0;
  let noting = 0;
  let changed = false; // since it was written down

  async function refresh() {
    timer = 0;
    due = false;
    reading = true;
    try {
      const { status, body, tag } = await load(held?.tag);
      if (status === 200) held = { copy: body, tag, event };
      else if (status === 401) held = undefined; // this browser is a kiosk no more
      else if (status !== 304) throw new NoAnswer(String(status));
      at = held && clock.now();
      await Promise.all([status === 304 || store.put(KEY, held), store.put(KEY_AT, at)]);
    } catch (error) {
      due = true;
      if (!(error instanceof NoAnswer)) throw error;
    } finally {
      reading = false;
    }
  }

  function refreshSoon() {
    due = true;
    timer ||= setTimeout(refresh, JOIN_MS + Math.random() * SPREAD_MS);
  }

  /** Write down now and then what came as news. */
  function note() {
    noting ||= setTimeout(() => {
      noting = 0;
      store.put(KEY_AT, at);
      if (changed) store.put(KEY, held);
      changed = false;
    }, NOTED_MS);
  }

  /** An interview's state and times ride in its news: the copy takes them over without asking for all of it. */
  function change({ interview: id, state, starts, ends }) {
    const concerned = (held?.copy.people ?? []).flatMap((person) => person.interviews.filter((one) => one.id === id));
    if (concerned.length === 0 || reading) refreshSoon(); // what is being read may be older than this
    for (const one of concerned) Object.assign(one, { state, starts, ends });
    changed = true;
    note();
  }

  function interview(one) {
    const { partner, partner_en, room, room_en, ...rest } = one;
    const english = document.documentElement.lang === "en";
    return {
      ...rest,
      room: (english && room_en) || room,
      room_ja: room,
      room_en,
      with: (english && partner_en) || partner,
      with_ja: partner,
      with_en: partner_en,
    };
  }

  /** As the server says it, as far as the copy knows: what happened since is not called missed. */
  function welcome(person) {
    const now = clock.now();
    const interviews = person.interviews.map(interview);
    const next = interviews.find((one) => OPEN.has(one.state) && Date.parse(one.ends) > now) ?? null;
    const missed = interviews.filter(
      ({ state, ends }) => state === "no_show" || (WAITED_FOR.has(state) && Date.parse(ends) <= at),
    );
    return {
      status: "ok",
      attendee: { name: person.name, name_en: person.name_en },
      company: person.company,
      language: person.language || null,
      next,
      late: next !== null && WAITED_FOR.has(next.state) && Date.parse(next.starts) < now,
      interviews,
      missed: missed.filter((one) => clock.date(Date.parse(one.starts)) === clock.date(now)).map(({ id }) => ({ id })),
    };
  }

  return {
    /** A first copy, or a newer one, now. */
    refresh,
    /** Some news may have been missed; all is known up to this revision now, the copy follows. */
    catchUp(revision) {
      seen = revision;
      refreshSoon();
    },
    /** News that came: there may be something new in it for the copy. */
    hear(news) {
      seen = news.revision;
      if (news.fact === "interview_changed") change(news);
      else if (!SCANS.has(news.fact)) refreshSoon();
    },
    /** A pulse at `revision`: nothing is known that the copy lacks. */
    confirm(revision) {
      if (due && !reading) return refreshSoon(); // the last time there was no answer
      if (reading || revision !== seen) return;
      at = clock.now();
      note();
    },
    /** When the copy was last known to be right, event time in ms; undefined if there is none. */
    get at() {
      return at;
    },
    /** What the server would probably answer to a code; null if the copy does not know it. */
    answer(raw) {
      const code = fold(raw ?? "");
      const badge = code && held?.copy.badges[blinded(code, held.copy.salt)];
      if (!badge) return null;
      const { reason, revoked_at, substituted } = badge;
      if (reason) return { status: 422, body: { status: "refused", reason, revoked_at, substituted } };
      const { days, people } = held.copy;
      if (days.length && !days.includes(clock.date(clock.now()))) {
        return { status: 422, body: { status: "refused", reason: "wrong_day", days } };
      }
      return { status: 201, body: welcome(people[badge.person]) };
    },
  };
}
