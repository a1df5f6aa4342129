// Reception's requests. An answer is a status and a body; no answer is an exception: nothing is taken for granted.

const TIMEOUT_MS = 5_000;
const LONG_MS = 30_000; // for what is large, and nobody waits for

/**
 * There was no answer, or none that settles anything: the same request may be sent again. `ill`: somebody did answer,
 * and it was nothing to go by, such as a failure of the server or half an answer.
 */
export class NoAnswer extends Error {
  constructor(message, ill = false) {
    super(message);
    this.ill = ill;
  }
}

/** What an answer says. Cut off on the way, or not in our server's way of speaking, it says nothing. */
async function read(response) {
  if (response.status === 304) return null;
  const said = await response.json().catch((error) => {
    throw new NoAnswer(error.message, error instanceof SyntaxError);
  });
  if (said === null || typeof said !== "object") throw new NoAnswer("not an object", true);
  return said;
}

/**
 * `link` is told of every answer, and of every request that had none. Of what is not `vital`, which reception can do
 * without, or that is known to fail (`tell`), it is told only that the network is gone.
 */
export function reception(token, link) {
  async function ask(method, path, { body, headers = {}, vital = true, tell = vital } = {}) {
    const began = performance.now();
    let response;
    try {
      response = await fetch(`/api/v1${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          "Accept-Language": document.documentElement.lang,
          "Content-Type": "application/json",
          ...headers,
        },
        body: body && JSON.stringify(body),
        cache: "no-store",
        signal: AbortSignal.timeout(vital ? TIMEOUT_MS : LONG_MS),
      });
      if (response.status >= 500 || response.status === 429) throw new NoAnswer(String(response.status), response.status !== 429);
      const said = await read(response);
      if (tell) link.answered(performance.now() - began);
      return { status: response.status, body: said, tag: response.headers.get("ETag") };
    } catch (error) {
      if (tell || !response) link.failed();
      throw error instanceof NoAnswer ? error : new NoAnswer(error.message);
    }
  }

  const send = (method, path, body, tell) => ask(method, path, { body, tell });

  return {
    checkIn: (scan, sentAt, tell) => send("POST", "/checkins", { ...scan, sent_at: sentAt }, tell),
    depart: (scan, sentAt, tell) => send("POST", "/departures", { ...scan, sent_at: sentAt }, tell),
    /** `what`: "checkin" or "departure"; `event`: the one it was of. */
    undo: (nonce, what, event, tell) => {
      const taken = what === "departure" ? "departures" : "checkins";
      return send("DELETE", `/${taken}/${encodeURIComponent(nonce)}?event=${event}`, undefined, tell);
    },
    find: (query) => send("GET", `/attendees?q=${encodeURIComponent(query)}`),
    /** The phone page of whom this check-in was; null if it is not to be shown here. */
    async phoneLink(nonce) {
      const { status, body } = await ask("POST", "/kiosk/link", { body: { nonce }, vital: false });
      return status === 200 ? body : null;
    },
    /** The copy for when the line is down; status 304 if `tag` is still the newest. */
    directory: (tag) =>
      ask("GET", "/reception/directory", { headers: tag ? { "If-None-Match": tag } : {}, vital: false }),
    /** How many scans wait here, how many conflicts staff have not seen: for the organiser's list of devices. */
    state: (body) => ask("POST", "/reception/state", { body, vital: false }),
    async snapshot() {
      const { status, body } = await send("GET", "/reception");
      if (status !== 200) throw Object.assign(new Error(body.error?.message), { status });
      return body;
    },
  };
}
