// Scans that a kiosk of before has left in this browser: it was removed, or the tablet was paired as another. Whoever
// opens here next sends what is of the same event; the rest is shown to staff, to be written down elsewhere.
import { kioskNames, openStore } from "./store.js";

const LEASE_MS = 8_000;
const LOOK_MS = 60_000; // a page that has just died may still seem to be at work

/**
 * `store` is of kiosk `device` of `event`, which may check people in by name or not; `onFound()` is told when
 * something was taken over.
 */
export function adoptOrphans({ store, device, event, mayName, onFound }) {
  const ours = (row, whose) => whose === event && (mayName || !row.attendee);

  async function look() {
    for (const other of await kioskNames()) {
      if (other === device) continue;
      if (await takeOver(other, store, ours)) onFound();
    }
  }
  setInterval(() => look().catch(reportError), LOOK_MS);
  return look();
}

/** What another kiosk has left, unless a page of it is at work; tells whether there was anything. */
async function takeOver(other, store, isOurs) {
  const me = `adopts-${Math.random().toString(36).slice(2)}`;
  const theirs = await openStore(other);
  try {
    const [rows, seen] = [await theirs.waiting(), await theirs.conflicts()];
    if (rows.length + seen.length === 0) return false;
    const now = Date.now();
    if (!(await theirs.lease(me, now, now + LEASE_MS))) return false;
    const whose = (await theirs.get("event")) ?? null;
    const lost = seen.filter((conflict) => conflict.row && isOurs(conflict.row, conflict.event)); // to be sent, at last
    const foreign = rows.filter((row) => !isOurs(row, whose)).map((row) => undeliverable(row, whose));
    const conflicts = [...seen.filter((conflict) => !lost.includes(conflict)), ...foreign];
    await store.take([...lost.map(({ row }) => row), ...rows.filter((row) => isOurs(row, whose))], conflicts);
    await theirs.forget([...rows, ...seen].map(({ nonce }) => nonce));
    await theirs.release(me);
    return true;
  } finally {
    theirs.close();
  }
}

const undeliverable = (row, event) => ({
  nonce: row.nonce,
  at: row.scanned_at,
  reason: "elsewhere",
  company: row.told?.company ?? null,
  excerpt: row.code ?? row.attendee ?? row.of ?? "",
  row,
  event,
});
