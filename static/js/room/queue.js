// What a host has pressed and the server has not answered: kept on the tablet's disk before it is sent, sent in order,
// each with its own nonce, so that it counts once however often it has to be sent. What the server refuses is kept
// with its reason until somebody has seen it.
import { newNonce } from "/static/js/api.js";
import { isStuck } from "/static/js/store.js";

const LEASE_MS = 15_000; // of the right to send; longer than sending one
const AGAIN_MS = 2_000;
const SLOW_MS = 1_500; // an answer that takes longer: the host goes on without it
const NEWS_MS = 1_000; // how long the news of a press may take before we read for ourselves

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * store             what is kept: see `openStore`
 * post(path, body)  gives the answer, or throws an ApiError
 * onChange()        more or less waits
 * onAnswer(row, answer)  the server has done it
 * reload()          reads everything anew
 */
export function makeQueue({ store, post, onChange, onAnswer, reload }) {
  const me = newNonce();
  const heard = new Map(); // nonce → whoever waits for the news of it
  let rows = []; // what waits, or has been answered and is not on the screen yet
  let refused = [];
  let late = false; // the server lets itself be waited for
  let delivering = null;
  let again = false;
  let timer = 0;

  function changed(next = {}) {
    rows = next.rows ?? rows;
    refused = next.refused ?? refused;
    onChange();
  }

  const without = (nonce) => rows.filter((row) => row.nonce !== nonce);

  function setLate(value) {
    if (late === value) return;
    late = value;
    onChange();
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

  function later() {
    clearTimeout(timer);
    timer = setTimeout(deliver, AGAIN_MS);
  }

  async function deliverAll() {
    clearTimeout(timer);
    for (let row = await store.next(Date.now()); row; row = await store.next(Date.now())) {
      const now = Date.now();
      if (!(await store.lease(me, now, now + LEASE_MS))) return later(); // another tab sends
      if (!(await send(row))) return later();
    }
    await store.release(me);
    if ((await store.waiting()).length > 0) later(); // some of it rests
  }

  /** Send one; whether the next may follow at once. */
  async function send(row) {
    const { nonce, path, body } = row;
    const told = new Promise((done) => heard.set(nonce, done)); // the news may come before the answer
    const slow = setTimeout(setLate, SLOW_MS, true);
    try {
      const answer = await post(path, { ...body, nonce });
      await store.settle(nonce, () => null);
      settle(row, answer, told);
    } catch (error) {
      if (!(error.status >= 0)) throw error; // no answer of the server: our own mistake
      if (error.passing || [401, 429].includes(error.status)) return await failed(row, error);
      await refuse(row, error);
    } finally {
      clearTimeout(slow);
    }
    setLate(false);
    return true;
  }

  /** It was done: the press is shown as one that is sent until the screen has heard of it. */
  async function settle(row, answer, told) {
    row.answered = true;
    onAnswer(row, answer);
    const known = await Promise.race([told, pause(NEWS_MS)]);
    heard.delete(row.nonce);
    if (!known) await Promise.race([reload(), pause(NEWS_MS)]);
    changed({ rows: without(row.nonce) });
  }

  async function refuse(row, error) {
    const kept = row.about ? { ...row, message: error.message } : null; // else nobody has to know
    await store.settle(row.nonce, () => kept);
    changed({ rows: without(row.nonce), refused: kept ? [...refused, kept] : refused });
    reload();
  }

  async function failed(row, error) {
    setLate(true);
    if (error.status < 500) return false; // the line, or the pairing: nobody goes first
    const kept = await store.failed(row.nonce, Date.now());
    return !kept || isStuck(kept);
  }

  async function begin() {
    const [waiting, seen] = [await store.waiting(), await store.conflicts()];
    const known = new Set(waiting.map(({ nonce }) => nonce));
    changed({ rows: [...waiting, ...rows.filter(({ nonce }) => !known.has(nonce))], refused: seen });
    if (waiting.length > 0) setLate(true); // of an earlier page: it goes on from where that was
    deliver();
  }
  begin();

  return {
    /** All that waits, in order. */
    get rows() {
      return rows;
    },
    /** What was refused and nobody has seen. */
    get refused() {
      return refused;
    },
    /** Whether the host goes on without the server: what waits is shown as if it were done. */
    get late() {
      return late && rows.length > 0;
    },
    /** What waits for an interview. */
    of: (id) => rows.filter((row) => row.lane === String(id)),
    /** Whether something of a lane waits. */
    waits: (lane) => rows.some((row) => row.lane === lane),
    /**
     * Keep a request and have it sent. Those of one `lane` stay in order; `kind` says what it is to the screen, and
     * `about`, {table, company}, of what it is said that it was refused.
     */
    async add(kind, lane, path, body, about = null) {
      const row = { kind, lane: String(lane), path, body, about, nonce: newNonce(), kept: Date.now() };
      changed({ rows: [...rows, row] });
      await store.add(row);
      deliver();
    },
    /** There was news of an interview, or everything was read anew. */
    heardOf(id = null) {
      for (const row of rows) {
        if (id === null ? row.answered : row.lane === String(id)) heard.get(row.nonce)?.(true);
      }
    },
    /** The reason was read. */
    async dismiss(nonce) {
      changed({ refused: refused.filter((row) => row.nonce !== nonce) });
      await store.dismiss(nonce);
    },
    /** The line is back. */
    wake: () => store.rouse().then(deliver),
  };
}
