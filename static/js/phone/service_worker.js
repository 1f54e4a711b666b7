// Keeps the app on the device. `KEPT`, what it is made of and under which addresses, stands before this text.
//  - the scan page comes from the device, in the language that was last in use;
//  - files whose address holds their digest come from the device for ever;
//  - every other page comes from the network; without one a small page leads to the scan page.
// Nothing personal is kept here, and queues and data are elsewhere (store.js): an update of the app touches neither.

const APP = `app-${KEPT.version}`;
const DECODER = `decoder-${KEPT.decoderVersion}`;
const SETTINGS = 'settings';
const LANGUAGE = new URL('language', self.registration.scope).href;
const SINCE = 'X-Since';
let remembered = Promise.resolve();
const kept = new Set([...KEPT.files, ...KEPT.decoder].map((address) => new URL(address, self.location).href));
const known = (language) => (language?.startsWith('zh') ? 'zh_Hans' : 'en');

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => {
  const { language, opened } = event.data ?? {};
  if (language) event.waitUntil(remember(known(language), opened ?? 0));
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (kept.has(url.href)) event.respondWith(fromDevice(request));
  else if (request.mode === 'navigate') event.respondWith(page(request, url));
});

async function install() {
  const app = await caches.open(APP);
  await app.addAll(KEPT.files);
  for (const address of [...Object.values(KEPT.shells), ...Object.values(KEPT.offline)]) {
    const answer = await fetch(address, { cache: 'no-store', credentials: 'omit' });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    await app.put(address, answer);
  }
  const decoder = await caches.open(DECODER);
  for (const address of KEPT.decoder) if (!(await decoder.match(address))) await decoder.add(address);
  await self.skipWaiting();
}

async function activate() {
  const mine = [APP, DECODER, SETTINGS];
  for (const name of await caches.keys()) if (!mine.includes(name)) await caches.delete(name);
  await self.clients.claim();
}

async function fromDevice(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}

async function page(request, url) {
  if (url.pathname === KEPT.scan && !url.search) return (await caches.match(KEPT.shells[await language()])) ?? fetch(request);
  const chosen = url.pathname.startsWith(KEPT.language) ? url.pathname.slice(KEPT.language.length) : null;
  if (chosen) await remember(known(chosen), Date.now());
  try {
    return await fetch(request);
  } catch (error) {
    if (chosen) return Response.redirect(KEPT.scan, 302);
    return (await caches.match(KEPT.offline[await language()])) ?? Promise.reject(error);
  }
}

/** The language in use since a moment. A page tells its own when it has opened; a choice made since then stands. */
function remember(code, since) {
  remembered = remembered.then(async () => {
    const settings = await caches.open(SETTINGS);
    const last = await settings.match(LANGUAGE);
    if (Number(last?.headers.get(SINCE) ?? 0) <= since) await settings.put(LANGUAGE, new Response(code, { headers: { [SINCE]: since } }));
  });
  return remembered;
}

async function language() {
  await remembered;
  const answer = await caches.match(LANGUAGE);
  return answer ? answer.text() : 'en';
}
