// Scans that a kiosk of before has left in this browser: it was removed, or the tablet was paired as another. Whoever
// opens here next sends what is of the same event; the rest is shown to staff, to be written down elsewhere.
import { kioskNames, marksOf, openStore } from "../store.js";

const LEASE_MS = 8_000;
const LOOK_MS = 20_000;
const LOOKS = 9; // in that time even a page that the browser lets run once a minute has marked its life anew

/** Look for them now, and from now on. */
export function adoptOrphans(options) {
  const look = orphanage(options);
  const again = () => look().catch(reportError).finally(() => setTimeout(again, LOOK_MS));
  again();
}

/**
 * Gives how to look once. `store` is of kiosk `device` of `event`, which may check people in by name or not;
 * `onFound()` is told when something was taken over.
 */
export function orphanage({ store, device, event, mayName, onFound }) {
  const met = new Map(); // by kiosk: the marks of its pages, and how many looks they have stood still
  const isOurs = (row, from) => (row.event ? row.event === event : from === device) && (mayName || !row.attendee);

  /**
   * Whether a page of it is at work. Only a mark that has stood still over many of our own looks is of a page that has
   * died: after a sleep, when all marks are old, one look finds them so.
   */
  async function atWork(other) {
    const marks = await marksOf(other);
    const before = met.get(other);
    const looks = before?.marks === marks ? before.looks + 1 : 0;
    met.set(other, { marks, looks });
    return marks !== "" && looks < LOOKS;
  }

  const undeliverable = (row, from) => ({
    nonce: row.nonce,
    at: row.scanned_at,
    reason: row.event === event ? "by_name" : "elsewhere",
    company: row.told?.company ?? null,
    excerpt: row.code ?? row.attendee ?? row.of ?? "",
    row,
    device: from,
  });

  /** What is ours of these rows, {row, from}, and what is not; an undoing stays with what it undoes. */
  function sort(found) {
    const foreign = new Set(found.filter(({ row, from }) => !isOurs(row, from)).map(({ row }) => row.nonce));
    const isForeign = ({ row }) => foreign.has(row.nonce) || foreign.has(row.of);
    const ours = found.filter((one) => !isForeign(one)).map(({ row }) => row);
    return { ours: ours.sort((one, other) => one.seq - other.seq), foreign: found.filter(isForeign) };
  }

  async function move(theirs, other) {
    const [rows, seen, whose] = [await theirs.waiting(), await theirs.conflicts(), await theirs.get("event")];
    const known = (row, of) => ({ ...row, event: row.event ?? of ?? null }); // earlier versions said it once for all
    const lost = seen.filter(({ row }) => row);
    const { ours, foreign } = sort([
      ...lost.map(({ row, event: of, device: from = other }) => ({ row: known(row, of), from })),
      ...rows.map((row) => ({ row: known(row, whose), from: other })),
    ]);
    const conflicts = seen.filter(({ row }) => !row);
    await store.take(ours, [...conflicts, ...foreign.map(({ row, from }) => undeliverable(row, from))]);
    await theirs.forget([...rows, ...seen].map(({ nonce }) => nonce));
  }

  /** What another kiosk has left; tells whether there was anything. */
  async function takeOver(other) {
    const me = `adopts-${Math.random().toString(36).slice(2)}`;
    const theirs = await openStore(other);
    try {
      if ((await theirs.waiting()).length + (await theirs.conflicts()).length === 0) return false;
      const now = Date.now();
      if (!(await theirs.lease(me, now, now + LEASE_MS))) return false;
      await move(theirs, other);
      await theirs.release(me);
      return true;
    } finally {
      theirs.close();
    }
  }

  return async function look() {
    for (const other of await kioskNames()) {
      if (other === device || (await atWork(other))) continue;
      if (await takeOver(other)) onFound();
    }
  };
}
