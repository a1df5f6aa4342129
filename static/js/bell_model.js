// The hall's bell: in which phase of its rounds the day is, and what rings when. Knows no clock and no page.

const TWO_MS = 2 * 60_000;
const SHORT_MS = 4 * 60_000; // in a shorter round nobody needs to be told that two minutes are left
const MOVE_MS = 60_000; // so long people are told to move where no time is planned for it
const BREAK_MS = 5 * 60_000; // between sessions; what is shorter is time to move
const TIMELY_MS = 5_000; // a bell later than this would tell something untrue: it is shown, not rung
const HOLD_TIMELY_MS = 30_000; // news of a hold takes its way
const SLEPT_MS = 10_000; // a screen that looked at nothing for so long has slept

/** What, of the news, changes the hall's time or what the bell does: its snapshot has to be read anew. */
const OF_THE_HALL = ["slots_shifted", "bell_held", "bell_released", "floor_set", "timetable_published", "clock_set"];
export const changesHall = (news) => OF_THE_HALL.includes(news.fact);

/**
 * The day cut into phases without gaps, from a snapshot's `hall`: [{name, from, until, round, starts, ends, next, rings}].
 *
 * name    before, running, two, move, break or over
 * round   the number, from 1, of the round that runs, or runs out, or is the first to come
 * starts, ends   of that round; next: {round, starts} of the one after, null after the last
 * rings   false where nothing changes for people: a round that has begun already while they were told to move
 */
export function phases(hall) {
  const rounds = hall.slots
    .map((slot) => ({ starts: Date.parse(slot.starts), ends: Date.parse(slot.ends), session: slot.session }))
    .sort((a, b) => a.starts - b.starts);
  if (!rounds.length) return [];
  const found = [];
  let from = -Infinity;
  const add = (name, until, index, rings = true) => {
    if (until <= from) return;
    const { starts, ends } = rounds[index];
    const next = rounds[index + 1] ? { round: index + 2, starts: rounds[index + 1].starts } : null;
    found.push({ name, from, until, round: index + 1, starts, ends, next, rings });
    from = until;
  };
  add("before", rounds[0].starts, 0, false);
  rounds.forEach((round, index) => {
    const following = rounds[index + 1];
    const begun = from > round.starts;
    // A session that was shifted into the next one ends where that begins: the hall moves together.
    const ends = following ? Math.min(round.ends, following.starts) : round.ends;
    const warned = ends - round.starts > SHORT_MS;
    add("running", warned ? ends - TWO_MS : ends, index, !begun);
    add("two", ends, index);
    if (!following) return add("over", Infinity, index);
    const gap = following.starts - ends;
    if (following.session !== round.session && gap >= BREAK_MS) return add("break", following.starts, index);
    const told = hall.bell ? Math.min(MOVE_MS, (following.ends - following.starts) / 2) : 0;
    add("move", gap > 0 ? following.starts : ends + told, index);
  });
  return found;
}

/** The phase at a time in ms: one of `phases`, named `held` while the hall's time is; null without rounds. */
export function phaseAt(hall, now) {
  const held = hall.held_at ? Date.parse(hall.held_at) : null;
  const at = held ?? now;
  const found = phases(hall).find((phase) => at < phase.until) ?? null;
  return found && held !== null ? { ...found, name: "held", was: found.name } : found;
}

/** The next round to begin: {round, starts}; null while time is held, and after the last. */
export function nextStart(hall, now) {
  const phase = phaseAt(hall, now);
  if (!phase || phase.name === "held") return null;
  const next = phase.name === "before" ? phase : phase.next;
  return next && next.starts > now ? next : null;
}

/**
 * What is to ring, each thing once: ask often, with the hall, the event's time, the device's own (ms) and the speed
 * of the event's clock. Gives a phase to ring, named `released` when the hall's time runs on; mostly null.
 *
 * Nothing rings at the first look, as after a reload; nor what a screen that slept, or was out of touch, has missed;
 * nor when the clock is set to another time.
 */
export function ringer() {
  let last = null; // {now, real, held}

  return function look(hall, now, real, speed = 1) {
    const before = last;
    last = { now, real, held: hall.held_at ?? null };
    if (!before || !hall.bell) return null;
    const slept = real - before.real > SLEPT_MS;
    if (before.held !== last.held) {
      if (last.held === null) return slept ? null : renamed(phaseAt(hall, now), "released");
      return now - Date.parse(last.held) > HOLD_TIMELY_MS * speed ? null : phaseAt(hall, now);
    }
    if (last.held !== null) return null;
    const begun = phases(hall).findLast(({ from }) => before.now < from && from <= now);
    return begun?.rings && now - begun.from <= TIMELY_MS * speed ? begun : null;
  };
}

const renamed = (phase, name) => phase && { ...phase, name };
