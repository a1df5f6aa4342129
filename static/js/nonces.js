// Which nonce a form is sent with: the same for the same content, so that a second press counts once, and a new one
// as soon as anything in it was changed, as that is another request.
import { newNonce } from "./api.js";

/** Of one form or button. */
export function nonces() {
  let last = null; // {text, nonce} of what has not been answered yet

  return {
    /** The nonce for this content. */
    of(content) {
      const text = JSON.stringify(content);
      if (last?.text !== text) last = { text, nonce: newNonce() };
      return last.nonce;
    },
    /** It was answered: the same content again is a new request. */
    done() {
      last = null;
    },
  };
}
