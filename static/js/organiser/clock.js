// The event's clock counts on the page; a field of the form chooses the line it belongs to.
import { eventClock } from "/static/js/clock.js";

const face = document.querySelector("[data-clock]");
const clock = eventClock(face.dataset.zone);
clock.set({ now: face.dataset.now, speed: Number(face.dataset.speed), rehearsal: false });
setInterval(() => (face.textContent = clock.hhmmss(clock.now())), 100);

for (const field of document.querySelectorAll("[data-needs]")) {
  field.addEventListener("input", () => (document.getElementById(field.dataset.needs).checked = true));
}
