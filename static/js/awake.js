// Keeps a screen from going dark: by a wake lock where the origin is secure, else by a tiny film without sound, which
// this page draws itself. Browsers that let no film run by itself begin it at the first touch.

const FRAME_MS = 1_000;

export function stayAwake() {
  document.addEventListener("visibilitychange", ask); // a page that was away has lost it
  addEventListener("pointerdown", ask);
  ask();
}

let lock = null;
let film = null;

async function ask() {
  if (document.hidden) return;
  if (!navigator.wakeLock) return play();
  if (lock && !lock.released) return;
  lock = await navigator.wakeLock.request("screen").catch(() => null);
  if (!lock) play(); // such as a tablet that saves its battery
}

function play() {
  film ??= makeFilm();
  if (film?.paused) film.play().catch(() => {}); // then at the next touch
}

/** A film of one picture, drawn again every second so that it never ends; null where none can be made. */
function makeFilm() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [16, 16];
  const brush = canvas.getContext("2d");
  if (!brush || !canvas.captureStream) return null;
  let dark = false;
  const draw = () => {
    dark = !dark;
    brush.fillStyle = dark ? "#000" : "#010101";
    brush.fillRect(0, 0, 16, 16);
  };
  draw();
  setInterval(draw, FRAME_MS);
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, srcObject: canvas.captureStream() });
  video.setAttribute("aria-hidden", "true");
  video.className = "awake";
  document.body.append(video); // some browsers let what is not on the page sleep
  return video;
}
