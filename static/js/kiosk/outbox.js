// Scans that the server has not answered yet: kept over a reload, sent in order, each with its own nonce, so that
// each counts exactly once however often it has to be sent.
import { NoAnswer } from "./api.js";

const AGAIN_MS = 2_000;

/**
 * storageKey   where this device keeps its scans
 * send(scan)   {status, body}, or throws NoAnswer
 * onAnswer(scan, answer)   the server's word on a scan
 * onWaiting(scan)          it could not be delivered yet
 * onCount(number)          how many have failed at least once and wait
 */
export function outbox({ storageKey, send, onAnswer, onWaiting, onCount }) {
  let waiting = read();
  let busy = false;
  let timer = 0;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(storageKey)) ?? [];
    } catch {
      return [];
    }
  }

  function keep() {
    try {
      localStorage.setItem(storageKey, JSON.stringify(waiting));
    } catch {
      // A full or forbidden store: the scans still wait in this page.
    }
    onCount(waiting.filter((scan) => scan.tried).length);
  }

  async function deliver() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    while (waiting.length > 0) {
      const scan = waiting[0];
      const { tried, ...request } = scan;
      try {
        const answer = await send(request);
        if (answer.status === 401) throw new NoAnswer("not paired");
        waiting = waiting.slice(1);
        keep();
        onAnswer(request, answer);
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        const late = waiting.filter((one) => !one.tried);
        for (const one of late) one.tried = true;
        keep();
        late.forEach(onWaiting);
        timer = setTimeout(deliver, AGAIN_MS);
        break;
      }
    }
    busy = false;
  }

  keep();
  if (waiting.length > 0) deliver();
  return {
    /** Send a scan now, or as soon as the line is back. */
    add(scan) {
      const down = waiting.some((one) => one.tried);
      waiting.push({ ...scan, tried: down });
      keep();
      if (down) onWaiting(scan);
      deliver();
    },
  };
}
