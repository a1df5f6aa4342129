// Follows a running calculation: the ladder of goals fills rung by rung; when it ends, the page says what came.
import { drawChart } from "/static/js/organiser/chart.js";

const POLL_MS = 500;
const panel = document.querySelector("[data-job]");
const chart = panel.querySelector("[data-chart]");
const lost = panel.querySelector("[data-lost]");

const number = (value) => (value === null ? "–" : String(value));

function show(job) {
  panel.querySelector("[data-seconds]").textContent = Math.floor(job.seconds);
  panel.querySelector("progress").value = job.seconds;
  for (const goal of job.goals) {
    const rung = panel.querySelector(`[data-goal="${CSS.escape(goal.name)}"]`);
    if (!rung) continue;
    rung.dataset.rung = goal.done ? "done" : "now";
    rung.querySelector("[data-value]").textContent = number(goal.value);
    rung.querySelector("[data-bound]").textContent = number(goal.bound);
    rung.querySelector("[data-proven]").hidden = !goal.proven;
  }
  const current = job.goals.at(-1);
  chart.hidden = !current;
  if (!current) return;
  const words = panel.querySelector(`[data-goal="${CSS.escape(current.name)}"] .goal b`);
  chart.querySelector("[data-chart-title]").textContent = words?.textContent ?? current.name;
  drawChart(chart.querySelector("svg"), job.course, job.seconds);
}

async function poll() {
  try {
    const answer = await fetch(panel.dataset.job, { cache: "no-store" });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const job = await answer.json();
    lost.hidden = true;
    show(job);
    if (!job.running) return location.reload();
  } catch {
    lost.hidden = false;
  }
  setTimeout(poll, POLL_MS);
}

poll();
