// What a kiosk must not lose: scans that wait for the server, conflicts that staff have not seen, its copy of the
// badges, and which tab may send. Several tabs of one kiosk share it.
import { openDatabase, openLocal } from "./database.js";

const STRICT = { strict: true };
const LOOK = { write: false };

export const undoOf = (nonce) => `undo-${nonce}`;

/**
 * Open what device `device` has kept; what earlier versions and bad moments left in localStorage is taken over.
 * onTrouble()   nothing can be kept in IndexedDB (any more): it is kept less safely
 */
export async function openStore(device, onTrouble) {
  const name = `mendan-kiosk-${device}`;
  const local = openLocal(name);
  let safe = await openDatabase(name).catch(() => null);
  if (!safe) onTrouble();

  /** In IndexedDB; opened again once if it broke; else in localStorage, with all that could still be read. */
  async function run(work, how) {
    if (!safe) return local.run(work);
    try {
      return await safe.run(work, how);
    } catch {
      safe.close();
    }
    try {
      safe = await openDatabase(name);
      return await safe.run(work, how);
    } catch {
      await move(safe, local).catch(() => {});
      safe = null;
      onTrouble();
      return local.run(work);
    }
  }

  const store = over(run);
  if (safe) await move(local, safe).catch(() => {});
  await takeOver(name, store);
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

const waitingRow = (scan) => ({
  kind: "checkin",
  sent: 0,
  told: null,
  kept: Date.now(),
  page: performance.timeOrigin, // this page's life, of which `tick` is the moment
  tick: performance.now(),
  ...scan,
});

function over(run) {
  return {
    /** Keep a scan behind all others; resolves when it is on the disk. */
    add: (scan) => run((step) => append(step, waitingRow(scan)), STRICT),
    first: () => run((step) => step.edge("next"), LOOK),
    waiting: () => run((step) => step.list("waiting"), LOOK),
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
        if (conflict) await step.put("conflicts", conflict);
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
          await append(step, waitingRow({ kind: "undo", nonce: undoOf(nonce), of: nonce, what, scanned_at }));
          return "follows";
        }
        await step.remove("waiting", nonce);
        return "withdrawn";
      }, STRICT),
    conflicts: () => run((step) => step.list("conflicts"), LOOK),
    dismiss: (nonce) => run((step) => step.remove("conflicts", nonce), STRICT),
    get: async (key) => (await run((step) => step.get("kept", key), LOOK))?.value,
    put: (key, value) => run((step) => step.put("kept", { key, value })),
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
