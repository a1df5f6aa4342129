// Live news of one topic: a screen is told what changed, notices what it missed, and knows when its data are old.
import { io } from "/static/vendor/socket.io.esm.min.js";
import { goTo, isPageOfEvent, showRehearsal } from "./rehearsal.js";

const SILENCE_MS = 12_000; // without a pulse for so long, the line is dead whatever the browser says
const LOST_MS = 1_000; // a shorter break is not worth a word
const RETRY_MS = 3_000;
const SPREAD_MS = 300; // so that a hall of screens does not ask at the same moment

/** Let the page show something; a fault of its own is reported, not taken for a bad line. */
function shown(show) {
  try {
    show();
    return true;
  } catch (error) {
    reportError(error);
    return false;
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Listen to `topic` with a device's or page's `token`.
 *
 * loadSnapshot()   async; gives an object with `revision`; joined: never asked twice at a time
 * onSnapshot(s)    everything anew
 * onNews(n)        one change that follows what is held; return false if it cannot be applied alone
 * onPulse(p)       {revision, clock} every five seconds
 * onStale(since)   data are old since this performance.now(); called again when they were read over plain HTTP
 * onFresh()        data are right again
 * onRefused()      the token is not accepted (any more)
 * onMoved(event)   a screen's token serves another event now; without it, it begins anew by itself
 */
export function connectLive(options) {
  const { token, topic, loadSnapshot, onSnapshot, onNews } = options;
  const tell = (name, ...values) => options[name]?.(...values);
  let socket = null;
  let held = null; // the revision on the screen; null before the first snapshot
  let reading = null;
  let queued = []; // news that came while a snapshot was being read
  let watching = false;
  let fresh = null; // null: neither promised nor denied yet
  let heard = performance.now();
  let lost = performance.now();
  let tried = performance.now(); // to open the line
  let asked = performance.now(); // for a snapshot
  let closed = false;
  let made = parseInt(document.body.dataset.event, 10) || null; // the event that the page is of

  function moved(event) {
    close();
    if (options.onMoved && !isPageOfEvent()) options.onMoved(event);
    else goTo(event);
  }

  function open() {
    if (closed) return;
    socket?.off();
    socket?.disconnect();
    tried = performance.now();
    socket = io("/live", {
      auth: { token, version: document.querySelector("meta[name=version]")?.content },
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: RETRY_MS,
      timeout: 5_000,
    });
    socket.on("connect", watch);
    socket.on("disconnect", (reason) => {
      markLost();
      if (reason === "io server disconnect") setTimeout(open, RETRY_MS);
    });
    socket.on("connect_error", () => {
      markLost();
      if (socket.active) return;
      tell("onRefused");
      setTimeout(open, RETRY_MS);
    });
    socket.on("news", (news) => news.topic === topic && takeNews(news));
    socket.on("moved", ({ event }) => moved(event));
    socket.on("pulse", (pulse) => pulse.topic === topic && takePulse(pulse));
  }

  function markLost() {
    watching = false;
    lost ??= performance.now();
  }

  async function watch() {
    const line = socket;
    try {
      const answer = await line.timeout(5_000).emitWithAck("watch", { topic });
      if (line !== socket) return;
      if (answer.code === "no_event") return moved(null);
      if (!answer.ok) return tell("onRefused");
      made ??= answer.event;
      if (answer.event !== made) return moved(answer.event);
      lost = null;
      heard = performance.now();
      if (reading) await reading; // begun before we were listening: it may be short of what came between
      watching = true;
      if (answer.revision === held) becomeFresh();
      else await read(0);
    } catch {
      if (line === socket) open();
    }
  }

  function takeNews(news) {
    heard = performance.now();
    if (reading) queued.push(news);
    else apply(news);
  }

  function apply(news) {
    if (held !== null && news.revision <= held) return;
    if (news.previous !== held) return void read(SPREAD_MS);
    held = news.revision;
    shown(() => onNews(news) === false && read(SPREAD_MS));
  }

  async function takePulse(pulse) {
    heard = performance.now();
    tell("onPulse", pulse);
    if (held !== null && pulse.revision <= held) return;
    await pause(SPREAD_MS); // its news may be right behind it
    if (held === null || pulse.revision > held) read(SPREAD_MS);
  }

  function read(spread) {
    reading ??= readOnce(spread).finally(() => {
      reading = null;
      for (const news of queued.splice(0)) takeNews(news);
    });
    return reading;
  }

  async function readOnce(spread) {
    await pause(Math.random() * spread);
    const began = performance.now();
    for (let wait = 500; !closed; wait = Math.min(wait * 2, RETRY_MS)) {
      try {
        asked = performance.now();
        const snapshot = await loadSnapshot();
        held = snapshot.revision;
        if (!shown(() => onSnapshot(snapshot))) return;
        showRehearsal(snapshot);
        if (watching) becomeFresh();
        else if (fresh === false) tell("onStale", performance.now());
        return;
      } catch (error) {
        if (error?.status === 401) tell("onRefused");
        // The line is there, but what is on the screen is known to be behind.
        if (performance.now() - began > SILENCE_MS) becomeStale(began);
        await pause(wait + Math.random() * SPREAD_MS);
      }
    }
  }

  function becomeFresh() {
    if (fresh) return;
    fresh = true;
    tell("onFresh");
  }

  function becomeStale(since = heard) {
    if (fresh === false) return;
    fresh = false;
    tell("onStale", since);
  }

  const timer = setInterval(() => {
    const now = performance.now();
    const silent = now - heard > SILENCE_MS;
    if (silent || (lost !== null && now - lost > LOST_MS)) becomeStale();
    // A half-open line never says goodbye: we hang up and call again.
    if (silent && now - tried > SILENCE_MS) {
      markLost();
      open();
    }
    // Where only the socket is kept out, the screen is slow, not wrong.
    if (fresh === false && !watching && !reading && now - asked > SILENCE_MS) read(SPREAD_MS);
  }, 500);

  /** The browser had put the page aside, line and all, and what it shows is as old as that. */
  function comeBack({ persisted }) {
    if (!persisted) return;
    markLost();
    open();
  }
  addEventListener("pageshow", comeBack);

  function close() {
    closed = true;
    clearInterval(timer);
    removeEventListener("pageshow", comeBack);
    socket.off();
    socket.disconnect();
  }

  open();
  return {
    /** Read everything again now. */
    reload: () => read(0),
    close,
  };
}
