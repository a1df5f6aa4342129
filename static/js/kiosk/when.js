// How long ago a scan was. performance.now() may stand still while a tablet sleeps; its time of day goes on, but may
// be set at any moment. Where the two disagree, the event's clock, once the server has set it, says which is right.

const SLEPT_MS = 2_000; // less is no sleep that matters

const gap = (since, tick, wall) => wall - since.wall - (tick - since.tick);

/**
 * What the clock that stamped a scan would show now. That clock may have been set right since: from this time, and
 * not from the right one, the server sees how long ago the scan was.
 */
export function stampNow({ tick, kept, scanned_at }, clock, now = performance.now(), wall = Date.now()) {
  const stamped = Date.parse(scanned_at);
  const awake = clock.at(now) - clock.at(tick);
  const slept = gap({ wall: kept, tick }, now, wall);
  if (slept < SLEPT_MS) return stamped + awake;
  const withSleep = clock.at(now + slept) - clock.at(tick);
  const byEvent = clock.at(now) - stamped;
  return stamped + (Math.abs(byEvent - withSleep) < Math.abs(byEvent - awake) ? withSleep : awake);
}

/** Whether the event's clock has been set since the tablet last woke, or since a page out of its own keeping opened. */
export function clockWatch() {
  let set = null;

  return {
    /** The server has just said what time it is. */
    set(tick = performance.now(), wall = Date.now()) {
      set = { tick, wall };
    },
    doubtful: (tick = performance.now(), wall = Date.now()) => !set || Math.abs(gap(set, tick, wall)) > SLEPT_MS,
  };
}
