// The devices as they are now: their states are read again every few seconds, forms are left alone.
import { keptPage } from "/static/js/organiser/refresh.js";

const EACH_MS = 5_000;
const page = keptPage();
const stale = document.querySelector("[data-stale]");

async function look() {
  if (document.hidden) return;
  try {
    const { page: found } = await page.read(location.href);
    stale.hidden = true;
    const number = (root) => root.querySelectorAll("[data-device]").length;
    // A device was added or removed elsewhere.
    if (number(found) !== number(document) && !document.activeElement?.closest("form")) location.reload();
  } catch {
    stale.hidden = false;
  }
}

setInterval(look, EACH_MS);
