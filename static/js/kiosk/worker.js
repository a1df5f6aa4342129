// Keeps the kiosk's page and its files in the browser, so that it opens again while the server is away. Answers of
// the API are never kept. SHELL, which the server writes above this line, holds {version, header, files}.

const FILES = `mendan-files-${SHELL.version}`;
const PAGES = "mendan-pages";
const PATIENCE_MS = 2_000; // then the kept page is shown
const PAGE = /^\/screens\/\d+$/;

addEventListener("install", (event) => {
  const fresh = SHELL.files.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(FILES).then((files) => files.addAll(fresh)));
  skipWaiting();
});

addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => clients.claim()));
});

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("mendan-files-") && name !== FILES);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// A page that was loaded before there was a worker asks to be kept; it is told when it is.
addEventListener("message", (event) => {
  const kept = fetch(event.data.keep).then((response) => keep(event.data.keep, response));
  event.waitUntil(kept.then((done) => event.source.postMessage({ kept: done })).catch(() => {}));
});

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(event.request));
  else if (SHELL.files.includes(pathname)) event.respondWith(file(event.request));
});

async function file(request) {
  return (await caches.match(request, { cacheName: FILES, ignoreVary: true })) ?? fetch(request);
}

/** The page as the server has it; as it was kept, if the server is away, ill or slow. */
async function page(request) {
  const fresh = fetch(request).then(async (response) => {
    await keep(request.url, response);
    return response;
  });
  const inTime = await Promise.race([fresh.catch(() => null), pause(PATIENCE_MS)]);
  if (inTime && inTime.status < 500) return inTime;
  return (await kept(request.url)) ?? inTime ?? fresh;
}

const pause = (ms) => new Promise((done) => setTimeout(() => done(null), ms));

/** The same page in the same language, else in any. */
async function kept(url) {
  const how = { cacheName: PAGES, ignoreVary: true };
  return (await caches.match(url, how)) ?? caches.match(url, { ...how, ignoreSearch: true });
}

/** The page says of itself that it is a kept one: the time it was made with is over. */
async function marked(response) {
  const text = await response.text();
  return new Response(text.replace("<body ", "<body data-kept "), { headers: response.headers });
}

/** Keep a kiosk's page; forget it when this browser is that kiosk no more. Tells whether it is kept. */
async function keep(url, response) {
  const pages = await caches.open(PAGES);
  const version = response.headers.get(SHELL.header);
  if (response.status === 403) await pages.delete(url, { ignoreSearch: true, ignoreVary: true });
  if (!response.ok || !version) return false;
  await pages.put(url, await marked(response.clone()));
  if (version !== SHELL.version) {
    await caches.delete(FILES); // the page goes with newer files than these
    registration.update();
  }
  return true;
}
