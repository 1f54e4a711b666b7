// The start of the page. What is on the device comes first: nothing is asked of anybody before the camera is ready,
// unless this phone holds nothing yet.

import { Api, NoSignal } from './api.js';
import { App } from './app.js';
import { CameraPanel } from './camera_panel.js';
import { menuDialog, queueDialog, reasonDialog, siteDialog, leaveDialog } from './dialogs.js';
import { readySound } from './feedback.js';
import { keepFocus } from './focus.js';
import { leave } from './leaving.js';
import { ListView } from './list_view.js';
import { addresses } from './page.js';
import { Screen } from './screen.js';
import { StatusView } from './status_view.js';
import { endInTime, sealIfOver } from './pass_end.js';
import { openStore } from './store.js';
import { Sync } from './sync.js';
import { Typing } from './typing.js';
import { say } from './words.js';
import { keepWorking } from './working.js';

const FRESH = 60_000; // how often the data is looked at again while the page is open

async function begin() {
  readySound();
  const store = await openStore({ onNewer: () => location.reload() });
  const api = new Api(addresses, await store.device());
  const sync = new Sync(store, api);
  const app = new App(store, sync, api);
  const sites = wire(app);
  await store.tidy();
  await sealIfOver(store, sync);
  app.sealed = await store.get('sealed');
  await app.remember();
  endInTime(app);
  document.documentElement.dataset.ready = 'true';
  const camera = new CameraPanel(app);
  const started = camera.begin();
  if (app.ready) await started;
  sync.begin();
  await refresh(app, sites);
  await started;
  readAsked(app);
  keepWorking(app);
  setInterval(() => { if (!document.hidden) refresh(app, sites); }, FRESH);
}

function wire(app) {
  new Screen(app);
  new StatusView(app);
  const queue = queueDialog(app);
  const list = new ListView(app, { dialog: queue, ask: reasonDialog() });
  queue.entry = (action) => list.entry(action);
  const sites = siteDialog(app);
  menuDialog(app, { signOut: () => signOut(app) });
  new Typing(app);
  keepFocus(app);
  app.addEventListener('choose', ({ detail }) => choose(app, detail));
  app.sync.addEventListener('answered', () => told(app));
  app.sync.addEventListener('pictures', () => app.freshen());
  app.sync.addEventListener('sent', () => fetchSite(app, app.site));
  app.sync.addEventListener('wiped', async ({ detail }) => {
    app.wiped = detail;
    app.sealed = await app.store.get('sealed');
    await app.inTurn(() => app.remember());
  });
  const channel = window.BroadcastChannel ? new BroadcastChannel('evernormal-phone') : null;
  app.sync.addEventListener('answered', () => channel?.postMessage('answered'));
  channel?.addEventListener('message', () => app.freshen());
  return sites;
}

/** What a label's QR brought here through the phone's own camera: read as if it were scanned, once. */
function readAsked(app) {
  const text = new URLSearchParams(location.search).get('read');
  if (!text) return;
  history.replaceState(null, '', location.pathname);
  app.heard(text, 'scanner');
}

async function told(app) {
  const before = new Set(app.actions.filter(({ status }) => ['conflict', 'refused'].includes(status)).map(({ key }) => key));
  await app.freshen();
  const fresh = app.actions.filter(({ key, status }) => ['conflict', 'refused'].includes(status) && !before.has(key));
  if (!fresh.length) return;
  const [first] = fresh;
  await app.inTurn(() => {
    app.tell('wrong', first.problem?.title ?? say(`status_${first.status}`), { text: [first.problem?.detail, say(`next_${first.status}`)] });
    app.drawLater();
  });
}

/** Who is here, then the data of the site, then what waits. */
async function refresh(app, sites) {
  const body = await app.sync.hello();
  await lookForOthers(app, app.actor ?? body?.actor ?? null);
  if (!body) { app.drawLater(); return; }
  if (body.actor !== app.actor) {
    await app.inTurn(() => app.remember());
    await lookForOthers(app, app.actor);
  }
  app.phone = await app.store.get('phone');
  if (!app.phone.sites.some(({ code }) => code === app.chosen)) app.chosen = null;
  const here = app.chosen ?? app.site;
  const chosen = app.phone.sites.some(({ code }) => code === here) ? here : app.phone.sites.length === 1 ? app.phone.sites[0].code : null;
  if (chosen) await fetchSite(app, chosen);
  else await chooseFirst(app, sites);
  await app.sync.kick();
}

/** What waits here of people who are not signed in now. */
async function lookForOthers(app, actor) {
  const pictures = await app.store.picturesOfOthers(actor);
  app.others = { actions: (await app.store.unsentOfOthers(actor)).length, pictures: pictures.length };
}

async function chooseFirst(app, sites) {
  app.record = null;
  await app.reload();
  if (app.phone.sites.length) sites.open();
}

async function choose(app, code) {
  app.chosen = code;
  const opened = app.inTurn(() => app.open(code)); // at once: what is scanned next is there
  await app.store.set('site', code);
  await opened;
  await fetchSite(app, code);
}

async function fetchSite(app, code) {
  if (!code) return;
  const started = Date.now();
  try {
    const kept = await app.store.site(app.actor, code);
    const { status, etag, body } = await app.api.site(code, kept?.etag);
    const now = new Date(started + (app.phone?.clock ?? 0) * 1000).toISOString();
    if (status === 200) await app.store.keepSite({ actor: app.actor, code, etag, fetched_at: started, data: body });
    else if (status === 304) await app.store.keepSite({ ...kept, fetched_at: started, data: { ...kept.data, as_of: now } });
    else if (status === 404 || status === 403) await app.store.db.delete('sites', [app.actor, code]);
  } catch (error) {
    if (!(error instanceof NoSignal)) throw error;
    return;
  }
  if ((app.chosen ?? code) !== code) return; // it was slow, and meanwhile somebody went to another site
  await app.store.set('site', code);
  if (app.site === code && app.ready) await app.freshen();
  else await app.inTurn(() => app.open(code));
}

async function signOut(app) {
  const left = await leave({ store: app.store, actor: app.actor, ask: (num) => leaveDialog(document.getElementById('leave'), {
    title: say('leave_title', { num }), text: say('leave_text'), send: say('leave_send'), lose: say('leave_lose', { num }), stay: say('leave_stay'),
  }), send: () => app.sync.kick() });
  if (!left) return;
  const form = document.getElementById('sign-out');
  form.elements.csrf_token.value = app.api.csrf;
  form.submit();
}

begin().catch((error) => {
  document.documentElement.dataset.ready = 'failed';
  document.getElementById('answer').textContent = say('broken_title');
  throw error;
});
