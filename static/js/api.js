// Requests to the API of this server, in the page's language; a refusal comes back as words to show.

const TIMEOUT_MS = 8_000;
const OTHER_EVENT = "other_event"; // the token serves another now: a rehearsal has begun or ended

/** What the API refused, or what kept it from answering (status 0). */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** Whether the same request may succeed if it is sent again. */
  get passing() {
    return this.status === 0 || this.status >= 500 || this.code === OTHER_EVENT;
  }
}

/** With a `token`; what is sent is of the `event` with this id alone, if one is given. */
export function api(token, event = null) {
  async function request(method, path, body) {
    let response;
    let answer;
    try {
      response = await fetch(`/api/v1${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          "Accept-Language": document.documentElement.lang,
          ...(body ? { "Content-Type": "application/json" } : {}),
          ...(body && event !== null ? { "Mendan-Event": event } : {}),
        },
        body: body && JSON.stringify(body),
        cache: "no-store",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answer = await response.json().catch(() => null);
    } catch {
      throw new ApiError(0, "unreachable", "");
    }
    if (response.ok && answer) return answer;
    if (response.ok) throw new ApiError(0, "unreachable", ""); // cut off on the way, or not our server's word
    throw new ApiError(response.status, answer?.error?.code ?? "", answer?.error?.message ?? "");
  }

  return {
    get: (path) => request("GET", path),
    post: (path, body) => request("POST", path, body),
    delete: (path) => request("DELETE", path),
  };
}

/** A nonce for a request that must count once. Works on plain HTTP, where randomUUID does not. */
export function newNonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
