// What is pressed at the desk is sent until the server has answered it, always with the same nonce.
import { newNonce } from "/static/js/api.js";

const LONGEST_WAIT_MS = 5_000;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** post(path, body) with the page's token; `onWaiting` while the server does not answer. */
export function sender(client, onWaiting) {
  return async function post(path, body = {}) {
    const request = { ...body, nonce: newNonce() };
    for (let wait = 500; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        return await client.post(path, request);
      } catch (error) {
        if (!error.passing) throw error;
        onWaiting();
        await pause(wait);
      }
    }
  };
}

/** A text with its {places} filled in. */
export const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
