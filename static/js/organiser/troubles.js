// The line about kiosks that need somebody: asked for again every few seconds while the page is looked at.

const EACH_MS = 10_000;
const place = document.querySelector("[data-troubles]");
let shown = place.innerHTML.trim();

async function look() {
  if (document.hidden) return;
  const answer = await fetch(place.dataset.troubles, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const html = (await answer.text()).trim();
  if (html === shown) return;
  shown = html;
  const page = new DOMParser().parseFromString(html, "text/html");
  place.replaceChildren(...page.body.childNodes);
}

setInterval(() => look().catch(() => {}), EACH_MS); // a server that is away is said by the page itself
