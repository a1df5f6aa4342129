// Reception's requests. An answer is a status and a body; no answer is an exception: nothing is taken for granted.

const TIMEOUT_MS = 5_000;

/** There was no answer, or none that settles anything: the same request may be sent again. */
export class NoAnswer extends Error {}

export function reception(token) {
  async function send(method, path, body) {
    let response;
    try {
      response = await fetch(`/api/v1${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          "Accept-Language": document.documentElement.lang,
          "Content-Type": "application/json",
        },
        body: body && JSON.stringify(body),
        cache: "no-store",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.status >= 500 || response.status === 429) throw new NoAnswer(String(response.status));
      return { status: response.status, body: await response.json() };
    } catch (error) {
      throw error instanceof NoAnswer ? error : new NoAnswer(error.message);
    }
  }

  return {
    checkIn: (scan, sentAt) => send("POST", "/checkins", { ...scan, sent_at: sentAt }),
    undo: (nonce) => send("DELETE", `/checkins/${encodeURIComponent(nonce)}`),
    find: (query) => send("GET", `/attendees?q=${encodeURIComponent(query)}`),
    async snapshot() {
      const { status, body } = await send("GET", "/reception");
      if (status !== 200) throw Object.assign(new Error(body.error?.message), { status });
      return body;
    },
  };
}
