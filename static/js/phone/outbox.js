// What the person says, sent in its order: kept until it is answered, sent again with the same nonce, so that each
// counts once however bad the line is.

const AGAIN_MS = 3_000;

/**
 * post(path, body)   asks the server, or throws an ApiError
 * onChange()         more waits, or less
 * onAnswer(path)     the server has taken it
 * onRefused(words)   it was decided otherwise
 */
export function outbox({ kept, post, onChange, onAnswer, onRefused }) {
  let rows = kept.waiting;
  let sending = null;
  let timer = 0;

  function change(next) {
    rows = next;
    kept.keepWaiting(rows);
    onChange();
  }

  function deliver() {
    sending ??= deliverAll().finally(() => {
      sending = null;
    });
  }

  async function deliverAll() {
    clearTimeout(timer);
    while (rows.length) {
      const [row] = rows;
      try {
        await post(row.path, row.body);
        await onAnswer(row.path);
        change(rows.slice(1));
      } catch (error) {
        if (error.passing !== false) {
          timer = setTimeout(deliver, AGAIN_MS);
          return;
        }
        change(rows.slice(1));
        onRefused(error.message);
      }
    }
  }

  addEventListener("online", deliver);
  if (rows.length) deliver();

  return {
    add(path, body) {
      change([...rows, { path, body }]);
      deliver();
    },
    deliver,
    /** What waits of one kind, the last of it; null if nothing does. */
    waiting: (path) => rows.filter((row) => row.path === path).at(-1)?.body ?? null,
  };
}
