// Scans that the server has not answered yet: kept on the disk before anything else happens, sent in order by one
// tab at a time, each with its own nonce, so that each counts exactly once however often it has to be sent.
import { NoAnswer } from "./api.js";
import { conflictOf, elsewhere, isWord, unpaired } from "./conflicts.js";
import { PATIENCE_MS } from "../patience.js";
import { isStuck, undoOf } from "../store.js";

const LEASE_MS = 12_000; // of the right to send; longer than asking for the time and sending
const AGAIN_MS = 2_000;

/**
 * store, link      what is kept, and whether the server answers
 * channel          a BroadcastChannel with the other tabs of this kiosk
 * ready()          resolves when something may be sent: the event's clock is right; or throws NoAnswer
 * send(row, tell)  {status, body}, or throws NoAnswer; `tell`: whether the link is to hear of it
 * onAnswer(row, answer)   the server's word on a scan
 * onWaiting(row)          it lets itself be waited for; gives what is said meanwhile, {verdict, company}
 * onPaired(paired)        whether the server still knows this kiosk
 * onChange()              more waits, or less
 */
export function outbox({ store, link, channel, ready, send, onAnswer, onWaiting, onPaired, onChange }) {
  const me = Math.random().toString(36).slice(2);
  const patience = new Map(); // by nonce: who has been told nothing yet, {row, timer, kept}
  const said = new Map(); // by nonce: what they were told here, until it is on the disk too
  let delivering = null;
  let again = false;
  let timer = 0;

  function changed(message) {
    channel.postMessage(message);
    onChange();
  }

  /** The server did not answer in time: this kiosk answers by itself, and keeps what it said. */
  function answerHere(nonce) {
    const { row, kept } = stopWaiting(nonce);
    const told = onWaiting(row);
    said.set(nonce, told);
    kept
      .then(() => store.change(nonce, { told }))
      .then(() => {
        said.delete(nonce);
        changed({});
      });
  }

  /** Nobody waits longer for the server; where the disk is slow, that says nothing of the line. */
  function losePatience(nonce) {
    if (patience.get(nonce).sending) link.late();
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
    for (let row = await next(); row; row = await next()) {
      if (!(await isReady())) return later();
      const now = Date.now();
      if (!(await store.lease(me, now, now + LEASE_MS))) return later(); // another tab sends
      const sent = await store.change(row.nonce, { sent: row.sent + 1 });
      if (!sent) continue; // withdrawn just now
      const { answer, ill } = await ask(sent);
      if (answer) {
        await store.settle(sent.nonce, (kept) => conflictOf(withWord(kept), answer));
        answered(sent, answer);
        changed({ row: sent, answer });
      } else if (!ill || !(await passOver(sent))) return later();
    }
    await store.release(me);
    if ((await store.waiting()).length > 0) later(); // some of it rests
  }

  const next = () => store.next(Date.now());
  const withWord = (kept) => ({ ...kept, told: kept.told ?? said.get(kept.nonce) });

  /** The server could not answer this one; whether that was so often that the others go first. */
  async function passOver(row) {
    const failed = await store.failed(row.nonce, Date.now());
    changed({});
    return !failed || isStuck(failed);
  }

  /** The server's answer, if it gave one; else everyone who still waits for it is answered here. */
  async function ask(row) {
    let ill = false;
    try {
      const answer = await send(row, !isStuck(row));
      const paired = !unpaired(answer);
      onPaired(paired); // while it is not, a kiosk keeps what it has
      if (paired && isWord(answer) && !elsewhere(answer)) return { answer };
      ill = paired && !elsewhere(answer);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      ill = error.ill;
    }
    answerAllHere();
    return { ill };
  }

  /** Before a row is touched, as that may take long: meanwhile it may have gone, and no failure is the row's own. */
  async function isReady() {
    try {
      await ready();
      return true;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      answerAllHere();
      return false;
    }
  }

  function answerAllHere() {
    for (const nonce of [...patience.keys()]) answerHere(nonce);
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
  link.onUp(() => store.rouse().then(deliver));
  deliver();

  /** Keep something to be sent; resolves when it is on the disk. */
  async function add(row) {
    await store.add(row);
    changed({ added: true });
    deliver();
  }

  return {
    deliver,
    /** Something was kept, or taken away, by others. */
    changed: () => changed({}),
    /**
     * Keep a scan and have it sent, now or as soon as the line is back; resolves when it is on the disk. Whoever it is
     * of waits for a word from when it was `read`, however slow the disk is.
     */
    async add(scan, read = performance.now()) {
      const left = PATIENCE_MS - (performance.now() - read);
      const kept = store.add(scan);
      const waits = { row: scan, kept, sending: false, timer: setTimeout(losePatience, left, scan.nonce) };
      patience.set(scan.nonce, waits);
      await kept;
      waits.sending = true;
      changed({ added: true });
      deliver();
      if (link.down && patience.has(scan.nonce)) answerHere(scan.nonce);
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
