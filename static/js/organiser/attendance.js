// The attendance list on the day: news names a company, and its rows are read again; minutes are counted here.
import { eventClock } from "/static/js/clock.js";
import { connectLive } from "/static/js/live.js";
import { keptPage } from "/static/js/organiser/refresh.js";

const GATHER_MS = 1_000; // news that comes within it is read at once
const TICK_MS = 5_000;
const SOON_MINUTES = 30;
const WHOLE = new Set(["event_imported", "timetable_published", "clock_set"]);
const NOTHING = new Set(["timetable_drafted", "device_added", "device_paired", "device_changed", "device_revoked"]);

const list = document.querySelector("[data-attendance]");
const stale = document.querySelector("[data-stale]");
const page = keptPage();
const clock = eventClock(list.dataset.zone);
clock.set({ now: list.dataset.now, speed: Number(list.dataset.speed), rehearsal: false });
let pending = new Set();
let timer = null;
let first = { revision: Number(list.dataset.revision) };

/** How long until, or since, each person's next interview; who is missing for one. */
function tick() {
  const rows = [...list.querySelectorAll("[data-where]")];
  const inside = new Set(rows.filter((row) => row.dataset.where === "inside").map((row) => row.dataset.company));
  inside.delete(undefined); // staff stand for nobody else
  let soon = 0;
  let turned = false;
  for (const row of rows) {
    const missing = row.dataset.where === "not_come" && !inside.has(row.dataset.company);
    const minutes = row.dataset.next ? Math.ceil((Date.parse(row.dataset.next) - clock.now()) / 60_000) : Infinity;
    const late = missing && minutes <= SOON_MINUTES;
    const show = late ? `${row.dataset.where} soon` : row.dataset.where;
    turned ||= row.dataset.show !== show;
    row.dataset.show = show;
    soon += late;
    const away = row.querySelector("[data-away]");
    const words = minutes < 0 ? list.dataset.late : list.dataset.ahead;
    if (away) away.textContent = missing && Math.abs(minutes) < 60 ? words.replace("{n}", Math.abs(minutes)) : "";
  }
  list.querySelector("[data-soon]").textContent = soon;
  if (turned) narrow();
}

/** Let the list be narrowed again by what is typed and chosen. */
function narrow() {
  document.getElementById("search").dispatchEvent(new Event("input"));
}

async function read(address, whole) {
  const { page: found, changed } = await page.read(address, whole);
  const fresh = found.querySelector("[data-attendance]");
  if (!fresh) return location.reload();
  clock.set({ now: fresh.dataset.now, speed: Number(fresh.dataset.speed), rehearsal: false });
  tick();
  if (changed) narrow();
  return Number(fresh.dataset.revision);
}

/** Read the companies that the news named since. */
async function readPending() {
  const address = new URL(list.dataset.address, location);
  for (const company of pending) address.searchParams.append("only", company);
  pending = new Set();
  await read(address, false).catch(() => live.reload());
  timer = pending.size ? setTimeout(readPending, GATHER_MS) : null;
}

function take(companies) {
  for (const company of companies) pending.add(company);
  timer ??= setTimeout(readPending, GATHER_MS);
}

const live = connectLive({
  token: list.dataset.token,
  topic: "organiser",
  async loadSnapshot() {
    const shown = first;
    first = null;
    if (shown) return shown;
    pending = new Set();
    return { revision: await read(list.dataset.address, true) };
  },
  onSnapshot: () => {},
  onNews(news) {
    if (NOTHING.has(news.fact)) return true;
    if (WHOLE.has(news.fact)) return false;
    if (news.fact === "interview_changed") take([news.supplier, news.buyer]);
    else if (news.company) take([news.company]);
    else if (news.fact === "scan_refused") take([""]);
    else return false; // staff belong to no company
    return true;
  },
  onPulse: (pulse) => clock.set(pulse.clock),
  onStale: () => (stale.hidden = false),
  onFresh: () => (stale.hidden = true),
});

list.addEventListener("click", (event) => {
  const picked = event.target.closest("[data-pick]");
  if (!picked) return;
  const choice = list.querySelector(`input[name=show][value="${picked.dataset.pick}"]`);
  choice.checked = true;
  narrow();
  document.getElementById("people").scrollIntoView({ block: "nearest" });
});
setInterval(tick, TICK_MS);
tick();
