// The device's camera: opened, closed, its light, its other side, and why it cannot be used.

const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };
const OTHER_SIDE = { user: "environment", environment: "user" };
const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Why there is no picture: "insecure", "denied", "none", "busy", "lost" or "unable". */
export class NoPicture extends Error {
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/** The picture of the camera that was chosen, {id} or {facing}; of the side that people face, if it is not there. */
async function streamOf({ id, facing }) {
  const look = (side) => navigator.mediaDevices.getUserMedia({ audio: false, video: { ...SIZE, ...side } });
  const usual = { facingMode: { ideal: "user" } };
  if (!id && !facing) return look(usual);
  return look(id ? { deviceId: { exact: id } } : { facingMode: { exact: facing } }).catch((error) => {
    if (error.name !== "OverconstrainedError") throw error;
    return look(usual);
  });
}

/** Open the camera that was chosen. */
export async function openCamera(chosen) {
  if (!window.isSecureContext || !navigator.mediaDevices) throw new NoPicture("insecure");
  const stream = await streamOf(chosen).catch((error) => {
    throw new NoPicture(PROBLEMS[error.name] ?? "unable");
  });
  const [track] = stream.getVideoTracks();
  const settings = track.getSettings();
  return {
    stream,
    facing: settings.facingMode ?? "",
    hasTorch: Boolean(track.getCapabilities?.().torch),
    light: (on) => track.applyConstraints({ advanced: [{ torch: on }] }),
    /** What to open next: the other side of a tablet, else the next camera of a computer; null if there is one only. */
    async next() {
      const all = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
      if (all.length < 2) return null;
      const other = OTHER_SIDE[settings.facingMode];
      if (other && all.some((one) => one.getCapabilities?.().facingMode?.includes(other))) return { facing: other };
      const here = all.findIndex((one) => one.deviceId === settings.deviceId);
      return { id: all[(here + 1) % all.length].deviceId };
    },
    onLost: (tell) => track.addEventListener("ended", tell),
    close() {
      for (const one of stream.getTracks()) one.stop();
    },
  };
}
