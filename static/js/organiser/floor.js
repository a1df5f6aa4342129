// The page of the floor's options: lets the organiser hear on this computer what screens will say.
import { put } from "/static/js/dom.js";
import { canSpeak, pageVoice } from "/static/js/speech.js";

const part = (name) => document.querySelector(`[data-${name}]`);
const voice = pageVoice();
const lines = [...document.querySelectorAll("[data-bell-words]")].map(({ dataset }) => [
  dataset.spoken,
  JSON.parse(dataset.bellWords).spoken.two,
]);

part("try-sound").addEventListener("click", async () => {
  await voice.turn(true);
  voice.say({ tone: "two", lines });
  const spoken = lines.map(([language]) => language).filter(canSpeak);
  put(part("tried"), part("tried").dataset[spoken.length === lines.length ? "both" : spoken[0] ?? "none"]);
});
