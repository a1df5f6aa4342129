// Takes pictures from a running video and has them read, as fast as they are read but one at a time.

const EVERY_MS = 50; // people hold a badge still for a second: more pictures would only warm the tablet
const LONG_SIDE = 800; // of a picture; a badge held as the screen shows has four pixels to a module and more

const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });

/** A picture of the video: all of it, or its middle at twice the size, for a badge held far away. */
function picture(video, middle) {
  const part = middle ? 0.5 : 1;
  const [width, height] = [video.videoWidth * part, video.videoHeight * part];
  const scale = Math.min(1, LONG_SIDE / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const [left, top] = [(video.videoWidth - width) / 2, (video.videoHeight - height) / 2];
  context.drawImage(video, left, top, width, height, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/**
 * Calls onRead(text) for every code in every picture; onBroken() if codes cannot be read here at all. `script` is
 * the address of the worker that reads.
 */
export function frames(video, { script, onRead, onBroken }) {
  let worker = null; // kept from the first start on: it has loaded a large file
  let timer = 0;
  let reading = false;
  let middle = false;
  let shown = -1; // the video's time in the last picture

  function hire() {
    worker = new Worker(script);
    worker.addEventListener("message", ({ data }) => {
      reading = false;
      if (data.broken) return giveUp();
      for (const text of data.texts) onRead(text);
    });
    worker.addEventListener("error", giveUp);
  }

  function giveUp() {
    stop();
    worker.terminate();
    worker = null;
    onBroken();
  }

  function look() {
    if (reading || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.currentTime === shown) return;
    shown = video.currentTime;
    middle = !middle && Math.max(video.videoWidth, video.videoHeight) > LONG_SIDE;
    const taken = picture(video, middle);
    reading = true;
    worker.postMessage(taken, [taken.data.buffer]);
  }

  function stop() {
    clearInterval(timer);
  }

  return {
    start() {
      stop();
      if (!worker) hire();
      reading = false;
      timer = setInterval(look, EVERY_MS);
    },
    stop,
  };
}
