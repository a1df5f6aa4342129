// Whose turn it is at the desk. Two badges may be read within a blink: both are sent at once, and each person sees
// their own answer for a moment before the next one's takes its place.

const SEEN_MS = 1_500; // an answer stays at least so long when somebody waits behind it
const SLOW_MS = 400; // an answer that comes sooner needs no "checking"

export function turns() {
  const line = []; // {nonce, show, settled, until}: the first one's answer is on the screen, as soon as there is one
  let timer = 0;

  function present() {
    const turn = line[0];
    if (!turn?.show) return;
    turn.show();
    turn.until = performance.now() + SEEN_MS;
    goOn();
  }

  /** Let the next person's answer follow once the first has been seen. */
  function goOn() {
    clearTimeout(timer);
    const [turn, next] = line;
    if (!turn?.settled || !next?.show) return;
    timer = setTimeout(leave, turn.until - performance.now());
  }

  function say(nonce, show, settled = true) {
    const turn = line.find((one) => one.nonce === nonce);
    if (!turn) return; // its person has gone on
    Object.assign(turn, { show, settled });
    if (turn === line[0]) present();
    else goOn();
  }

  function leave() {
    if (line[0]?.show) line.shift();
    present();
  }

  return {
    /** Somebody's badge was read; `checking` is shown if its answer takes long. */
    add(nonce, checking) {
      const there = line.find((one) => one.nonce === nonce);
      if (there) {
        there.settled = false; // its person, who is told something more
        if (there === line[0]) clearTimeout(timer);
        return;
      }
      const turn = { nonce, show: null, settled: false, until: 0 };
      line.push(turn);
      setTimeout(() => turn.show ?? say(nonce, checking, false), SLOW_MS);
    },
    /** What to show to the person whose badge this was: now, or when it is their turn. */
    say,
    /** The first one's answer has left the screen. */
    leave,
    /** Nobody follows before the first one is told something more; gives whose badge it was. */
    hold() {
      line[0].settled = false;
      clearTimeout(timer);
      return line[0].nonce;
    },
  };
}
