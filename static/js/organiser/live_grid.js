// The published grid on the day: each cell follows its interview's state.
import { connectLive } from "/static/js/live.js";

const grid = document.querySelector("[data-grid]");
const stale = document.querySelector("[data-stale]");
const newer = document.querySelector("[data-newer]");

function show(id, state, changed) {
  const cell = grid.querySelector(`[data-interview="${CSS.escape(String(id))}"]`);
  const words = document.querySelector(`[data-state-template="${CSS.escape(state)}"]`);
  if (!cell || !words || cell.dataset.state === state) return;
  cell.dataset.state = state;
  cell.querySelector(".live").replaceChildren(words.content.cloneNode(true));
  if (!changed) return;
  cell.classList.remove("glow");
  void cell.offsetWidth; // so that the same glow can begin again
  cell.classList.add("glow");
}

async function loadSnapshot() {
  const answer = await fetch(grid.dataset.states, { cache: "no-store", headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw Object.assign(new Error(answer.statusText), { status: answer.status });
  return answer.json();
}

connectLive({
  token: grid.dataset.token,
  topic: "organiser",
  loadSnapshot,
  onSnapshot(snapshot) {
    for (const [id, state] of Object.entries(snapshot.states)) show(id, state, false);
    newer.hidden = String(snapshot.newest) === grid.dataset.newest;
  },
  onNews(news) {
    if (news.fact === "interview_changed") show(news.interview, news.state, true);
    if (news.fact === "timetable_drafted" || news.fact === "timetable_published") return false;
    return true;
  },
  onStale: () => (stale.hidden = false),
  onFresh: () => (stale.hidden = true),
});
