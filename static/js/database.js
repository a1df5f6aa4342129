// Tables in which this kiosk keeps things: in IndexedDB, or in localStorage where there is none. Both run `work` in
// one transaction with {get, list, edge, put, remove}; what it put is kept, all or nothing, when the promise settles.
import { PATIENCE_MS } from "./patience.js";

const TABLES = { waiting: "nonce", conflicts: "nonce", kept: "key" }; // by their keys
const ORDER = "seq"; // of what waits

/** It did not open, or a transaction did not end, while somebody could wait for it. */
export class Hangs extends Error {}

/** A database that takes longer is as good as none. */
function inTime(promise) {
  let timer = 0;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Hangs("too slow")), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It has ended just now; what it wrote is written twice at most, under one nonce.
  }
}

const keysFrom = (start) => start && IDBKeyRange.bound(start, `${start}\uffff`);

/** IndexedDB. Rejects where a browser has none, or does not let this page use it. */
export async function openDatabase(name) {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    for (const [table, keyPath] of Object.entries(TABLES)) {
      const made = opening.result.createObjectStore(table, { keyPath });
      if (table === "waiting") made.createIndex(ORDER, ORDER);
    }
  };
  const opened = done(opening);
  const database = await inTime(opened).catch((error) => {
    opened.then((late) => late.close()).catch(() => {});
    throw error;
  });
  database.onversionchange = () => database.close();

  return {
    close: () => database.close(),
    /**
     * `strict`: the promise settles only when the disk has it, so that a power cut cannot take it back. `last`: the page
     * is going away, so that nothing can follow on the first step.
     */
    async run(work, { strict = false, write = true, last = false } = {}) {
      const how = { durability: strict ? "strict" : "relaxed" };
      const transaction = database.transaction(Object.keys(TABLES), write ? "readwrite" : "readonly", how);
      const finished = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      });
      const table = (one) => transaction.objectStore(one);
      const step = {
        get: (one, key) => done(table(one).get(key)),
        list: (one, start) => done(one === "waiting" ? table(one).index(ORDER).getAll() : table(one).getAll(keysFrom(start))),
        edge: async (direction) => (await done(table("waiting").index(ORDER).openCursor(null, direction)))?.value,
        put: (one, row) => done(table(one).put(row)),
        remove: (one, key) => done(table(one).delete(key)),
      };
      finished.catch(() => {}); // the work itself says what went wrong
      const ended = (async () => {
        const found = await work(step);
        await finished;
        return found;
      })();
      ended.catch(() => {});
      if (last) transaction.commit?.();
      return inTime(ended).catch((error) => {
        if (error instanceof Hangs) abort(transaction);
        throw error;
      });
    },
  };
}

/** The same in localStorage, each row by itself; in this page's memory where even that is forbidden or full. */
export function openLocal(name) {
  const memory = new Map();
  const place = (table, key) => `${name}/${table}/${key}`;

  function rows(table, prefix = "") {
    const start = place(table, prefix);
    const found = new Map([...memory].filter(([key]) => key.startsWith(start)));
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(start) && !found.has(key)) found.set(key, JSON.parse(localStorage.getItem(key)));
      }
    } catch {
      // There is the memory only.
    }
    const listed = [...found.values()];
    return table === "waiting" ? listed.sort((one, other) => one[ORDER] - other[ORDER]) : listed;
  }

  const step = {
    get: async (table, key) => rows(table).find((row) => row[TABLES[table]] === key),
    list: async (table, start) => rows(table, start),
    edge: async (direction) => rows("waiting").at(direction === "prev" ? -1 : 0),
    async put(table, row) {
      const key = place(table, row[TABLES[table]]);
      try {
        localStorage.setItem(key, JSON.stringify(row));
        memory.delete(key);
      } catch {
        memory.set(key, row);
      }
    },
    async remove(table, key) {
      memory.delete(place(table, key));
      try {
        localStorage.removeItem(place(table, key));
      } catch {
        // It was never there.
      }
    },
  };
  let turn = Promise.resolve();
  return {
    close() {},
    run(work) {
      const next = turn.then(() => work(step));
      turn = next.catch(() => {});
      return next;
    },
  };
}
