// What the phone keeps over a bad line and a reload: the last day it knew, and what it has not sent yet.

const PREFIX = "mendan-phone-";

/** Of one person at one event; a browser that keeps nothing forgets at a reload. */
export function keptOf(event, person) {
  const key = (part) => `${PREFIX}${event}-${person}-${part}`;
  forgetRehearsals(event);

  function read(part) {
    try {
      return JSON.parse(localStorage.getItem(key(part)));
    } catch {
      return null;
    }
  }

  function write(part, value) {
    try {
      if (value === null) localStorage.removeItem(key(part));
      else localStorage.setItem(key(part), JSON.stringify(value));
    } catch {
      // Then it is gone after a reload.
    }
  }

  return {
    /** The last day that was known: {snapshot, at: its event time in ms, wall: the phone's own}. */
    get day() {
      return read("day");
    },
    keepDay: (snapshot, at) => write("day", { snapshot, at, wall: Date.now() }),
    /** What waits to be sent, in its order: [{path, body}]. */
    get waiting() {
      return read("waiting") ?? [];
    },
    keepWaiting: (rows) => write("waiting", rows.length ? rows : null),
    /** The link is not this person's any more. */
    forget() {
      write("day", null);
      write("waiting", null);
    },
  };
}

/** Nothing stays of a rehearsal that is over; one is named by its id and its beginning, 7@2026-11-25T…. */
function forgetRehearsals(event) {
  try {
    const others = Object.keys(localStorage).filter((key) => /^mendan-phone-\d+@/.test(key) && !key.startsWith(`${PREFIX}${event}-`));
    for (const key of others) localStorage.removeItem(key);
  } catch {
    // Forbidden: then nothing is kept there.
  }
}

/** The clock as it would be by now, of a day that was kept. */
export function clockOf({ snapshot, at, wall }) {
  const passed = Math.max(0, Date.now() - wall) * snapshot.clock.speed;
  return { ...snapshot.clock, now: new Date(at + passed).toISOString() };
}

/** Have the browser keep the page itself, where the origin is secure. */
export function keepPage(worker) {
  const workers = navigator.serviceWorker;
  if (!workers) return; // plain HTTP
  workers
    .register(worker, { scope: "/p/" })
    .then(() => workers.ready)
    .then(({ active }) => active.postMessage({ keep: location.href, files: filesOfPage() }))
    .catch(() => {}); // such as a certificate that nobody trusts: then the page is not kept
}

/** What the page has loaded so far: all of its scripts and styles. */
function filesOfPage() {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  return loaded.filter((address) => new URL(address).pathname.startsWith("/static/"));
}
