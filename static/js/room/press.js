// Buttons: a press is sent until the server has answered it, always with the same nonce, and shown as nothing
// but "sending" until then.
import { newNonce } from "/static/js/api.js";

const LONGEST_WAIT_MS = 5_000;
const NEWS_MS = 1_000; // how long the news of a press may take before we read for ourselves

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * press(interview, action, extra), which tells whether it was done, with `pending` (interview id → {action, failing}) beside it.
 * `onChange(id)` whenever pending changed; `onRefused(id, words)`; `onWarning(id, warning)`;
 * `confirmed(id)` resolves when the screen has heard of the change; `reload()` reads everything.
 */
export function presses({ client, clock, onChange, onRefused, onWarning, confirmed, reload }) {
  const pending = new Map();

  async function press(interview, action, extra = {}) {
    const { id } = interview;
    if (pending.has(id)) return false;
    const entry = { action, failing: false };
    pending.set(id, entry);
    onChange(id);
    let done = true;
    const heard = confirmed(id);
    const at = new Date(clock.now()).toISOString();
    try {
      const answer = await send(id, entry, { action, nonce: newNonce(), at, ...extra });
      const told = await Promise.race([heard.then(() => true), pause(NEWS_MS)]);
      if (!told) await reload();
      if (answer.warning) onWarning(id, answer.warning);
    } catch (error) {
      done = false;
      onRefused(id, error.message);
      await reload();
    }
    pending.delete(id);
    onChange(id);
    return done;
  }

  async function send(id, entry, body) {
    for (let wait = 500; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        return await client.post(`/interviews/${id}/actions`, body);
      } catch (error) {
        if (!error.passing) throw error;
        entry.failing = true;
        onChange(id);
        await pause(wait);
      }
    }
  }

  return { press, pending };
}
