// What an interview looks like now: its state as word, shape and colour, and what its times mean.

const WARNING_MS = 2 * 60_000;
const DANGER_MS = 60_000;

export const time = (iso) => Date.parse(iso);
export const isOver = (interview) => ["finished", "no_show", "cancelled"].includes(interview.state);
export const isRunning = (interview) => interview.state === "in_progress";

/** How far a running interview is: calm, warning (2 minutes), danger (1 minute) or over. */
export function phaseOf(interview, now) {
  const left = time(interview.ends) - now;
  if (left <= 0) return "over";
  if (left <= DANGER_MS) return "danger";
  return left <= WARNING_MS ? "warning" : "calm";
}

/** The state as screens say it: late minutes of a running interview and arrivals are part of it. */
export function stateOf(interview, now) {
  if (isRunning(interview)) {
    return { calm: "in_progress", warning: "ending", danger: "ending", over: "over" }[phaseOf(interview, now)];
  }
  return interview.state === "scheduled" && interview.arrived ? "arrived" : interview.state;
}

/** Show a state; tells whether it is another than before. */
export function putState(node, state) {
  if (node.dataset.shown === state) return false;
  const template = document.querySelector(`[data-state-template="${state}"]`);
  node.replaceChildren(template.content.cloneNode(true));
  node.dataset.shown = state;
  return true;
}
