// Scans that the server has not answered yet: kept on the disk before anything else happens, sent in order by one
// tab at a time, each with its own nonce, so that each counts exactly once however often it has to be sent.
import { NoAnswer } from "./api.js";
import { conflictOf } from "./conflicts.js";
import { undoOf } from "./store.js";

const PATIENCE_MS = 2_000; // nobody is kept waiting longer for the server's word
const LEASE_MS = 8_000; // of the right to send; longer than any one request
const AGAIN_MS = 2_000;

/**
 * store, link      what is kept, and whether the server answers
 * channel          a BroadcastChannel with the other tabs of this kiosk
 * send(row)        {status, body}, or throws NoAnswer
 * onAnswer(row, answer)   the server's word on a scan
 * onWaiting(row)          it lets itself be waited for; gives what is said meanwhile, {verdict, company}
 * onChange()              more waits, or less
 */
export function outbox({ store, link, channel, send, onAnswer, onWaiting, onChange }) {
  const me = Math.random().toString(36).slice(2);
  const patience = new Map(); // by nonce: who has been told nothing yet, {row, timer}
  let delivering = null;
  let again = false;
  let timer = 0;

  function changed(message) {
    channel.postMessage(message);
    onChange();
  }

  /** The server did not answer in time: this kiosk answers by itself, and keeps what it said. */
  function answerHere(nonce) {
    const { row } = stopWaiting(nonce);
    const told = onWaiting(row);
    store.change(nonce, { told }).then(() => changed({}));
  }

  /** Too slow an answer is as good as none. */
  function losePatience(nonce) {
    link.failed();
    answerHere(nonce);
  }

  function stopWaiting(nonce) {
    const waits = patience.get(nonce);
    clearTimeout(waits?.timer);
    patience.delete(nonce);
    return waits;
  }

  function answered(row, answer) {
    stopWaiting(row.nonce);
    onAnswer(row, answer);
  }

  /** Send all that waits; asked for again meanwhile, look once more at the end. */
  function deliver() {
    again = Boolean(delivering);
    delivering ??= deliverAll()
      .catch((error) => {
        reportError(error); // a mistake of ours must not keep the rest from being sent
        later();
      })
      .finally(() => {
        delivering = null;
        if (again) deliver();
      });
  }

  async function deliverAll() {
    clearTimeout(timer);
    for (let row = await store.first(); row; row = await store.first()) {
      const now = Date.now();
      if (!(await store.lease(me, now, now + LEASE_MS))) return later(); // another tab sends
      const sent = await store.change(row.nonce, { sent: row.sent + 1 });
      if (!sent) continue; // withdrawn just now
      const answer = await ask(sent);
      if (!answer) return later();
      await store.settle(sent.nonce, (kept) => conflictOf(kept, answer));
      answered(sent, answer);
      changed({ row: sent, answer });
    }
    await store.release(me);
  }

  /** The server's answer, or null: then everyone who still waits for it is answered here. */
  async function ask(row) {
    try {
      const answer = await send(row);
      if (answer.status !== 401) return answer; // while it is not paired, a kiosk keeps what it has
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
    for (const nonce of [...patience.keys()]) answerHere(nonce);
    return null;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(deliver, AGAIN_MS);
  }

  channel.addEventListener("message", ({ data }) => {
    if (data.answer) answered(data.row, data.answer);
    if (data.added) deliver();
    onChange();
  });
  addEventListener("pagehide", () => store.release(me).catch(() => {}));
  link.onUp(deliver);
  deliver();

  /** Keep something to be sent; resolves when it is on the disk. */
  async function add(row) {
    await store.add(row);
    changed({ added: true });
    deliver();
  }

  return {
    deliver,
    /** Keep a scan and have it sent, now or as soon as the line is back; resolves when it is on the disk. */
    async add(scan) {
      await add(scan);
      patience.set(scan.nonce, { row: scan, timer: setTimeout(losePatience, PATIENCE_MS, scan.nonce) });
      if (link.down) answerHere(scan.nonce);
    },
    /** Take a scan back before the server has answered it: see `withdraw` of the store. */
    async withdraw(nonce) {
      const outcome = await store.withdraw(nonce);
      stopWaiting(nonce);
      changed({});
      deliver();
      return outcome;
    },
    /** Have a check-in or departure (`what`) that the server has taken undone as soon as the line is back. */
    undoLater: (nonce, what, scannedAt) =>
      add({ kind: "undo", nonce: undoOf(nonce), of: nonce, what, scanned_at: scannedAt }),
  };
}
