// This kiosk's own copy of the badges and the timetable: kept in the browser, brought up to date while the line is
// up, and asked when it is down. No code is in it, only hashes.
import { sha256 } from "/static/vendor/sha256.min.js";
import { NoAnswer } from "./api.js";
import { fold } from "./codes.js";

const KEY = "directory";
const JOIN_MS = 1_500; // changes that come together are read together
const SPREAD_MS = 3_000; // so that several kiosks do not ask at the same moment
const OPEN = new Set(["scheduled", "called", "in_progress"]);
/** News after which the copy is as right as before. */
const SCANS = new Set(["checked_in", "checked_in_again", "scan_refused", "checkin_undone", "departed", "departed_again"]);

/** A canonical code as the copy knows it. Plain JavaScript: crypto.subtle is not there on plain HTTP. */
export const blinded = (code, salt) => sha256(salt + code).slice(0, 32);

/**
 * store    where the copy is kept
 * load(tag)   the server's answer, see reception().directory
 * clock    the event's
 */
export async function makeDirectory({ store, load, clock }) {
  let held = await store.get(KEY); // {copy, tag, at}; `at`, event time, is when it was last known to be right
  let timer = 0;

  async function refresh() {
    timer = 0;
    try {
      const { status, body, tag } = await load(held?.tag);
      if (status === 200) held = { copy: body, tag };
      else if (status === 401) held = undefined; // this browser is a kiosk no more
      else if (status !== 304) return;
      if (held) held.at = clock.now();
      await store.put(KEY, held);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  }

  function refreshSoon() {
    timer ||= setTimeout(refresh, JOIN_MS + Math.random() * SPREAD_MS);
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

  function welcome(person) {
    const interviews = person.interviews.map(interview);
    const next = interviews.find((one) => OPEN.has(one.state) && Date.parse(one.ends) > clock.now()) ?? null;
    const attendee = { name: person.name, name_en: person.name_en };
    const language = person.language || null;
    return { status: "ok", attendee, company: person.company, next, interviews, language };
  }

  return {
    /** A first copy, or a newer one, now. */
    refresh,
    refreshSoon,
    /** News that came: is there something new in it for the copy? */
    hear: (news) => SCANS.has(news.fact) || refreshSoon(),
    /** When the copy was last known to be right, event time in ms; undefined if there is none. */
    get at() {
      return held?.at;
    },
    /** What the server would probably answer to a code; null if the copy does not know it. */
    answer(raw) {
      const code = fold(raw ?? "");
      const badge = code && held?.copy.badges[blinded(code, held.copy.salt)];
      if (!badge) return null;
      const { reason, revoked_at } = badge;
      if (reason) return { status: 422, body: { status: "refused", reason, revoked_at } };
      const { days, people } = held.copy;
      if (days.length && !days.includes(clock.date(clock.now()))) {
        return { status: 422, body: { status: "refused", reason: "wrong_day", days } };
      }
      return { status: 201, body: welcome(people[badge.person]) };
    },
  };
}
