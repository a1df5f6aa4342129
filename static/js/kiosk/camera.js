// The tablet's own camera as a reader, where the origin is secure. Whether it is on, which one and how it is shown
// is remembered on this device; while nobody can see the page, it is off.
import { fold } from "./codes.js";
import { frames } from "./frames.js";
import { once } from "./once.js";
import { NoPicture, openCamera } from "./stream.js";

const AWAY_MS = 3_000; // a badge out of the picture for so long counts again
const STRANGER_MS = 60_000; // any other code does only after so long: it may hang on a wall behind the people
const HELD_MS = 700; // and it was held there on purpose if it has stayed for so long
const READ_MS = 60_000; // then whoever asked has read why there is no camera here
const GAP_MS = 500; // while it may be unreadable in between

const part = (name) => document.querySelector(`[data-camera-${name}]`);

/** What this device chose: {on, id, facing, mirror}. */
function choices(key) {
  const chosen = { on: false, ...JSON.parse(localStorage.getItem(key) ?? "{}") };
  return [
    chosen,
    (changes) => {
      Object.assign(chosen, changes);
      localStorage.setItem(key, JSON.stringify(chosen));
    },
  ];
}

/** Lets through what is held up to the camera, once while it is there. */
function sieve(onScan) {
  const badges = once(AWAY_MS);
  const strangers = once(STRANGER_MS);
  let held = { text: "", since: 0, last: 0 };

  return (text) => {
    const now = performance.now();
    const code = fold(text);
    if (code) {
      if (badges.isNew(code)) onScan(text);
      return;
    }
    if (text !== held.text || now - held.last > GAP_MS) held = { text, since: now };
    held.last = now;
    if (now - held.since >= HELD_MS && strangers.isNew(text)) onScan(text);
  };
}

/** Wires the camera's part of the page; `device` names what is remembered, onScan(text) is called once for every badge. */
export function camera({ device, onScan }) {
  const [chosen, choose] = choices(`mendan-camera-${device}`);
  const video = part("picture");
  const script = part("panel").dataset.decoder;
  const reader = frames(video, { script, onRead: sieve(onScan), onBroken: () => fail("unable") });
  let open = null;
  let attempt = 0;

  /** "off", "opening", "on", or why there is no picture. */
  function show(state) {
    part("panel").dataset.state = state;
    part("panel").hidden = state === "off";
    part("start").hidden = state !== "off";
    for (const words of document.querySelectorAll("[data-camera-says]")) words.hidden = words.dataset.cameraSays !== state;
    part("again").hidden = ["off", "opening", "on", "insecure"].includes(state);
    for (const tool of ["torch", "other", "mirror"]) part(tool).hidden = true;
  }

  function close() {
    attempt += 1;
    reader.stop();
    open?.close();
    open = null;
    video.srcObject = null;
  }

  function fail(problem) {
    close();
    show(problem);
    if (problem !== "insecure") return;
    choose({ on: false }); // nothing at this device will change that
    const mine = attempt;
    setTimeout(() => mine === attempt && show("off"), READ_MS);
  }

  async function start() {
    close();
    const mine = attempt;
    show("opening");
    let opened;
    try {
      opened = await openCamera(chosen);
    } catch (error) {
      if (!(error instanceof NoPicture)) throw error;
      if (mine === attempt) fail(error.problem);
      return;
    }
    if (mine !== attempt) return opened.close(); // turned off, or hidden, in the meantime
    open = opened;
    open.onLost(() => mine === attempt && fail("lost"));
    video.srcObject = open.stream;
    await video.play().catch(() => {}); // a newer start has taken the picture away
    if (mine !== attempt) return;
    show("on");
    reader.start();
    showTools(open, mine);
  }

  async function showTools({ hasTorch, next }, mine) {
    part("torch").hidden = !hasTorch;
    part("torch").setAttribute("aria-pressed", "false");
    part("mirror").hidden = false;
    showMirror();
    const others = await next();
    if (mine === attempt) part("other").hidden = !others;
  }

  function showMirror() {
    const mirrored = chosen.mirror ?? open.facing !== "environment"; // people expect themselves as in a mirror
    video.classList.toggle("mirrored", mirrored);
    part("mirror").setAttribute("aria-pressed", String(mirrored));
  }

  function turnOff() {
    choose({ on: false });
    close();
    show("off");
    part("start").focus();
  }

  part("start").addEventListener("click", () => {
    choose({ on: true });
    start();
  });
  part("again").addEventListener("click", start);
  part("off").addEventListener("click", turnOff);
  part("torch").addEventListener("click", async () => {
    const lit = part("torch").getAttribute("aria-pressed") !== "true";
    await open.light(lit).catch(() => {}); // it may be taken by then; the button goes on saying what is so
    const { torch = lit } = open.stream.getVideoTracks()[0].getSettings();
    part("torch").setAttribute("aria-pressed", String(torch));
  });
  part("mirror").addEventListener("click", () => {
    choose({ mirror: part("mirror").getAttribute("aria-pressed") !== "true" });
    showMirror();
  });
  part("other").addEventListener("click", async () => {
    const next = await open?.next();
    choose({ id: undefined, facing: undefined, mirror: undefined, ...next });
    start();
  });

  document.addEventListener("visibilitychange", () => {
    if (!chosen.on) return;
    if (document.hidden) close();
    else start();
  });
  navigator.mediaDevices?.addEventListener("devicechange", () => {
    if (chosen.on && !open && !document.hidden) start();
  });
  show("off");
  if (chosen.on && !document.hidden) start();
}
