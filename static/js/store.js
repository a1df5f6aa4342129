// What a screen must not lose: a kiosk's scans and a room's presses that wait for the server, what it refused and
// nobody has seen, a copy of what is known, and which tab may send. Several tabs of one device share it.
import { Hangs, openDatabase, openLocal } from "./database.js";

const STRICT = { strict: true };
const LOOK = { write: false };
const AGAIN_MS = 30_000; // how often a database that failed is tried anew
const PREFIX = "mendan-kiosk-"; // of a kiosk's; other screens name theirs by what they are
const PAGE = "page-"; // a mark of a page that is at work

const TRIES = 3; // then a scan that the server cannot answer lets the others go first
const REST_MS = 4_000; // and is tried again after so long, twice as long each time,
const REST_MOST_MS = 60_000; // but not longer than this

export const undoOf = (nonce) => `undo-${nonce}`;

/** Whether the server has failed at this scan so often that the others go first. */
export const isStuck = (row) => (row.failed ?? 0) >= TRIES;

/** The devices whose scans this browser has ever kept. */
export async function kioskNames() {
  const databases = await Promise.resolve(globalThis.indexedDB?.databases?.()).catch(() => []);
  const names = (databases ?? []).map(({ name }) => name);
  try {
    names.push(...Object.keys(localStorage));
  } catch {
    // Forbidden: then nothing is kept there.
  }
  const devices = names.map((name) => name.match(/^mendan-kiosk-(\d+)(?:\/|$)/)?.[1]);
  return [...new Set(devices.filter(Boolean))];
}

/** The marks of all pages of a device that are at work, wherever they could write them; empty if there is none. */
export async function marksOf(device) {
  const local = openLocal(PREFIX + device);
  const safe = await openDatabase(PREFIX + device).catch(() => null);
  try {
    const found = await Promise.all([safe, local].map((place) => place?.run((step) => step.list("kept", PAGE), LOOK) ?? []));
    return found.flat().map(({ key, value }) => `${key} ${value}`).join();
  } finally {
    safe?.close();
  }
}

/**
 * Open what device `device` of `event` has kept; what earlier versions and bad moments left in localStorage is taken
 * over. Whoever only takes over what is there need not know the event.
 * prefix         of a screen that is no kiosk
 * onSafe(safe)   whether things can be kept in IndexedDB; told when that changes
 */
export async function openStore(device, { event = null, prefix = PREFIX, onSafe = () => {} } = {}) {
  const name = prefix + device;
  const local = openLocal(name);
  let copied = []; // what was taken along from a database that hung
  let seen = []; // what waited when last looked at: of a database that hangs nothing more can be read
  let safe = await openDatabase(name).catch(() => null);
  const timer = setInterval(() => safe ?? goBack().catch(() => {}), AGAIN_MS);
  if (!safe) onSafe(false);

  /** In IndexedDB; opened again once if it broke; else, and at once if it hangs, in localStorage. */
  async function run(work, how) {
    if (!safe) return local.run(work);
    const before = safe;
    try {
      return await before.run(work, how);
    } catch (error) {
      before.close();
      if (safe !== before) return run(work, how); // somebody else has noticed
      if (error instanceof Hangs) return giveUp(work);
    }
    try {
      safe = await openDatabase(name);
      return await safe.run(work, how);
    } catch {
      if (safe) await move(safe, local).catch(() => {});
      return giveUp(work);
    }
  }

  /** Less safely from now on, with all that is known to wait. */
  async function giveUp(work) {
    safe = null;
    copied = seen.map(({ nonce }) => nonce);
    onSafe(false);
    await local.run(async (step) => {
      for (const row of seen) await append(step, row);
    });
    return local.run(work);
  }

  /** To IndexedDB again, if it answers. */
  async function goBack() {
    const found = await openDatabase(name);
    const still = new Set((await local.run((step) => step.list("waiting"))).map(({ nonce }) => nonce));
    await found.run(async (step) => {
      for (const nonce of copied) if (!still.has(nonce)) await step.remove("waiting", nonce); // sent, or withdrawn
    }, STRICT);
    await move(local, found);
    safe = found;
    copied = [];
    await move(local, found); // what came in between
    onSafe(true);
  }

  const store = {
    ...over(run, event),
    /** What waits of this event; of a device whose event is not known, all. */
    async waiting() {
      seen = await run((step) => step.list("waiting"), LOOK);
      return seen.filter(isOf(event));
    },
    close() {
      clearInterval(timer);
      safe?.close();
    },
  };
  if (safe) await move(local, safe).catch((error) => error instanceof Hangs && giveUp(() => {}));
  await takeOver(name, store);
  if (event) await store.claim();
  return store;
}

/** Bring what waits, and what staff have not seen, from one place to another; only then forget it there. */
async function move(from, to) {
  const [waiting, conflicts] = await from.run(
    (step) => Promise.all([step.list("waiting"), step.list("conflicts")]),
    LOOK,
  );
  if (waiting.length + conflicts.length === 0) return;
  await to.run(async (step) => {
    for (const row of waiting) await append(step, row);
    for (const row of conflicts) await step.put("conflicts", row);
  }, STRICT);
  await from.run(async (step) => {
    for (const row of waiting) await step.remove("waiting", row.nonce);
    for (const row of conflicts) await step.remove("conflicts", row.nonce);
  });
}

/** The queue of earlier versions: one list in localStorage. */
async function takeOver(name, store) {
  try {
    const before = JSON.parse(localStorage.getItem(name)) ?? [];
    for (const { tried, ...scan } of before) await store.add({ ...scan, sent: tried ? 1 : 0 });
    localStorage.removeItem(name);
  } catch {
    // Unreadable or forbidden: there is nothing to take over.
  }
}

async function append(step, row) {
  if (await step.get("waiting", row.nonce)) return;
  const last = await step.edge("prev");
  await step.put("waiting", { ...row, seq: (last?.seq ?? 0) + 1 });
}

const waitingRow = (scan, event) => ({
  kind: "checkin",
  event,
  sent: 0,
  told: null,
  kept: Date.now(),
  page: performance.timeOrigin, // this page's life, of which `tick` is the moment
  tick: performance.now(),
  ...scan,
});

/** Whether a scan is of the event that is served now: while a rehearsal is on, the real event's wait, and after it they go. */
const isOf = (event) => (row) => !event || !row.event || row.event === event;

const isRehearsed = (row) => Boolean(row.event?.includes("@")); // a rehearsal is named by its id and its beginning

/** Whether something is of a rehearsal that is over. */
const isOver = (row, event) => isRehearsed(row) && row.event !== event;

/** Whether a scan is not to be sent yet; a time of day that was set back makes none wait longer. */
const rests = ({ after = 0 }, now) => after > now && after <= now + REST_MOST_MS;

function over(run, event) {
  return {
    /** Keep a scan behind all others; resolves when it is on the disk. */
    add: (scan) => run((step) => append(step, waitingRow(scan, event)), STRICT),
    /** What an earlier version has kept of this same device, without the event, is of its event; nothing stays of a rehearsal. */
    claim: () =>
      run(async (step) => {
        for (const row of await step.list("waiting")) {
          if (isOver(row, event)) await step.remove("waiting", row.nonce);
          else if (!row.event) await step.put("waiting", { ...row, event });
        }
        for (const row of await step.list("conflicts")) {
          if (isOver(row, event)) await step.remove("conflicts", row.nonce);
        }
      }, STRICT),
    /**
     * The first that may be sent now: what the server failed at rests for a while, and so does its undoing, and
     * whatever stands behind it in the same `lane`.
     */
    next: (now) =>
      run(async (step) => {
        const first = await step.edge("next");
        if (!first || (isOf(event)(first) && !rests(first, now))) return first;
        const rows = (await step.list("waiting")).filter(isOf(event));
        const held = new Set(rows.map(({ nonce }) => nonce));
        const lanes = new Set(rows.filter(({ lane, ...row }) => lane && rests(row, now)).map(({ lane }) => lane));
        return rows.find((row) => !rests(row, now) && !held.has(row.of) && !lanes.has(row.lane));
      }, LOOK),
    /** The server failed at it once more; gives the row as it is now. */
    failed: (nonce, now) =>
      run(async (step) => {
        const row = await step.get("waiting", nonce);
        if (!row) return undefined;
        const failed = (row.failed ?? 0) + 1;
        const rest = Math.min(REST_MS * 2 ** (failed - TRIES), REST_MOST_MS);
        const changed = { ...row, failed, after: failed < TRIES ? 0 : now + rest };
        await step.put("waiting", changed);
        return changed;
      }),
    /** The server is well again: nothing rests any longer. */
    rouse: () =>
      run(async (step) => {
        for (const row of await step.list("waiting")) if (row.after) await step.put("waiting", { ...row, after: 0 });
      }),
    /** Take over what another kiosk had kept. */
    take: (waiting, conflicts) =>
      run(async (step) => {
        for (const row of waiting) await append(step, { ...row, after: 0 });
        for (const conflict of conflicts) await step.put("conflicts", conflict);
      }, STRICT),
    /** It is kept elsewhere now, and the pages that kept it are no more. */
    forget: (nonces) =>
      run(async (step) => {
        for (const { key } of await step.list("kept", PAGE)) await step.remove("kept", key);
        for (const nonce of nonces) {
          await step.remove("waiting", nonce);
          await step.remove("conflicts", nonce);
        }
      }, STRICT),
    /** Change a waiting row; gives it as it is now, or undefined if it waits no more. */
    change: (nonce, changes) =>
      run(async (step) => {
        const row = await step.get("waiting", nonce);
        if (!row) return undefined;
        const changed = { ...row, ...changes };
        await step.put("waiting", changed);
        return changed;
      }),
    /** The server has answered: the row goes; `conflictOf(row)` is kept for staff in the same moment, if it is one. */
    settle: (nonce, conflictOf) =>
      run(async (step) => {
        const row = await step.get("waiting", nonce);
        if (!row) return;
        const withdrawn = await step.get("waiting", undoOf(nonce));
        const conflict = withdrawn ? null : conflictOf(row);
        if (conflict) await step.put("conflicts", isRehearsed(row) ? { ...conflict, event: row.event } : conflict);
        await step.remove("waiting", nonce);
      }, STRICT),
    /**
     * Take a scan back: `withdrawn` if it was never sent, `follows` if its undoing now waits behind it, `gone` if
     * the server has answered it.
     */
    withdraw: (nonce) =>
      run(async (step) => {
        const row = await step.get("waiting", nonce);
        if (!row) return "gone";
        if (row.sent > 0) {
          const { kind: what, scanned_at } = row;
          const undo = { kind: "undo", nonce: undoOf(nonce), of: nonce, what, scanned_at };
          await append(step, waitingRow(undo, event));
          return "follows";
        }
        await step.remove("waiting", nonce);
        return "withdrawn";
      }, STRICT),
    conflicts: () => run((step) => step.list("conflicts"), LOOK),
    dismiss: (nonce) => run((step) => step.remove("conflicts", nonce), STRICT),
    get: async (key) => (await run((step) => step.get("kept", key), LOOK))?.value,
    put: (key, value) => run((step) => step.put("kept", { key, value })),
    /** A page is still at work; tells whether its mark was still there. */
    beat: (page) =>
      run(async (step) => {
        const before = await step.get("kept", PAGE + page);
        await step.put("kept", { key: PAGE + page, value: Date.now() });
        return Boolean(before);
      }),
    /** It is going away. */
    leave: (page) => run((step) => step.remove("kept", PAGE + page), { last: true }),
    /** Whether `holder` may send until `until`: one tab at a time, and whoever dies is followed by another. */
    lease: (holder, now, until) =>
      run(async (step) => {
        const held = (await step.get("kept", "lease"))?.value;
        const theirs = held && held.holder !== holder && held.until > now && held.until <= until;
        if (theirs) return false;
        await step.put("kept", { key: "lease", value: { holder, until } });
        return true;
      }),
    release: (holder) =>
      run(async (step) => {
        const held = (await step.get("kept", "lease"))?.value;
        if (held?.holder === holder) await step.remove("kept", "lease");
      }),
  };
}
