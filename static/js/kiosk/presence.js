// That this page is at work: marked in its store every few seconds, so that no other page takes over what it keeps.

const BEAT_MS = 5_000;

/** `onTaken()`: others took this page for gone, as after a long sleep, and what it kept with it. Resolves when marked. */
export function markPresence(store, onTaken) {
  const me = Math.random().toString(36).slice(2);
  let here = false;

  async function beat() {
    const known = here;
    here = true;
    if (!(await store.beat(me)) && known) onTaken();
  }

  function leave() {
    here = false;
    store.leave(me).catch(() => {});
  }

  const again = () => beat().catch(() => {}); // tried anew in a moment
  setInterval(again, BEAT_MS);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => persisted && again());
  return again();
}
