// Keeps the phone's page in the browser, so that it opens again while the server is out of reach. Answers of the API
// are never kept. SHELL, which the server writes above this line, holds {version, static}.

const KEPT = `mendan-phone-${SHELL.version}`;
const PATIENCE_MS = 4_000; // then the kept page is shown
const PAGE = /^\/p\/a[0-9a-f]+$/;

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => clients.claim()));
});

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("mendan-phone-") && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// A page that was loaded before there was a worker asks to be kept, with all its files.
addEventListener("message", (event) => {
  event.waitUntil(keepWith(event.data).catch(() => {}));
});

async function keepWith({ keep, files }) {
  await page(new Request(keep, { headers: { Accept: "text/html" } }));
  const cache = await caches.open(KEPT);
  // One by one: a page names a file twice that it has used twice, and one that fails keeps no other out.
  await Promise.allSettled([...new Set(files)].map((file) => cache.add(file)));
}

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(event.request));
  else if (pathname.startsWith(SHELL.static)) event.respondWith(file(event.request));
});

/** A file as the server has it; as it was kept, if the server is away. */
async function file(request) {
  const cache = await caches.open(KEPT);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

/** The page as the server has it; as it was kept, if the server is away, ill or slow. */
async function page(request) {
  const cache = await caches.open(KEPT);
  const fresh = fetch(request).then(async (response) => {
    if (response.status === 404) await cache.delete(request, { ignoreSearch: true, ignoreVary: true });
    if (response.ok) await cache.put(request, await marked(response.clone()));
    return response;
  });
  const inTime = await Promise.race([fresh.catch(() => null), pause(PATIENCE_MS)]);
  if (inTime && inTime.status < 500) return inTime;
  return (await cache.match(request, { ignoreSearch: true, ignoreVary: true })) ?? inTime ?? fresh;
}

const pause = (ms) => new Promise((done) => setTimeout(() => done(null), ms));

/** The page says of itself that it is a kept one: the time it was made with is over. */
async function marked(response) {
  const text = await response.text();
  return new Response(text.replace("<body ", "<body data-kept "), { headers: response.headers });
}
