// What keeps a screen going when the server is away: its page in the browser, and the time of day.

const NOTE_MS = 5_000;

/** Have the browser keep this page, where the origin is secure. `onKept()`: it opens again without the server. */
export function keepPage(worker, onKept) {
  const workers = navigator.serviceWorker;
  if (!workers) return; // plain HTTP
  if (workers.controller) onKept();
  navigator.storage?.persist?.().catch(() => {}); // so that what waits is not the first thing to go
  workers.addEventListener("message", ({ data }) => data.kept && onKept());
  workers
    .register(worker, { scope: "/screens/" })
    .then(() => workers.ready)
    .then(({ active }) => active.postMessage({ keep: location.href }))
    .catch(() => {}); // such as a certificate that nobody trusts: then the page is not kept
}

/**
 * Count the event's clock on over a reload. A page from the browser's own keeping says an old time; `said` is what
 * this page says. Gives how to set the clock from now on.
 */
export async function keepClock(clock, said, store) {
  let last = said;
  const before = await store.get("clock"); // {last, at, wall}: the event's time when the device's own was `wall`
  if ("kept" in document.body.dataset && before) {
    last = before.last;
    const passed = Math.max(0, Date.now() - before.wall) * last.speed;
    clock.set({ ...last, now: new Date(before.at + passed).toISOString() });
  }
  const note = () => store.put("clock", { last, at: clock.now(), wall: Date.now() });
  setInterval(note, NOTE_MS);
  note();
  return (next) => {
    last = next;
    clock.set(next);
  };
}
