// What the phone keeps: actions (waiting and answered), the data of its sites, drafts, and what it is called.
// An action counts as kept only when its transaction is complete, written through to the device's storage.

import { openDB } from '../../vendor/idb/index.js';

export const NAME = 'evernormal-phone';
const KEPT_DAYS = 14;
const STRICT = { durability: 'strict' };

/** How the database came to be, a version a step. A step is never changed once it has run on somebody's phone. */
export const STEPS = [
  (db) => {
    db.createObjectStore('actions', { keyPath: 'key' }).createIndex('actor', 'actor');
    db.createObjectStore('sites', { keyPath: ['actor', 'code'] });
    db.createObjectStore('meta');
  },
  (db) => { db.createObjectStore('drafts'); },
  (db) => { db.createObjectStore('pictures', { keyPath: ['key', 'kind'] }).createIndex('actor', 'actor'); },
];

/** Opens the store, bringing an older one up to date with all that is in it. */
export async function openStore({ name = NAME, steps = STEPS, onNewer = () => {} } = {}) {
  const db = await openDB(name, steps.length, {
    upgrade(opened, from, _to, transaction) { for (const step of steps.slice(from)) step(opened, transaction); },
    blocking() { db.close(); onNewer(); }, // a newer page wants to upgrade: this one steps aside
  });
  return new Store(db);
}

/** A random UUID, also where crypto.randomUUID is missing (plain HTTP). */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export const UNSENT = ['waiting'];

const draftKey = (actor, site, mode) => `${actor}|${site}|${mode}`;

export class Store {
  constructor(db) { this.db = db; }

  get(name) { return this.db.get('meta', name); }

  set(name, value) { return this.db.put('meta', value, name); }

  /** This device's own name, made once. */
  async device() {
    const transaction = this.db.transaction('meta', 'readwrite', STRICT);
    let device = await transaction.store.get('device');
    if (!device) {
      device = newKey();
      transaction.store.put(device, 'device');
    }
    await transaction.done;
    return device;
  }

  /** Keeps an action with its pictures, [{kind, bytes}], and with what is being put together afterwards, {site, mode,
   *  state(key)}, and gives it its number. When this resolves all of it is on the device's storage, otherwise nothing. */
  async add(action, { pictures = [], after = null } = {}) {
    const transaction = this.db.transaction(['actions', 'meta', ...(after ? ['drafts'] : []), ...(pictures.length ? ['pictures'] : [])], 'readwrite', STRICT);
    const meta = transaction.objectStore('meta');
    const number = ((await meta.get('sequence')) ?? 0) + 1;
    const kept = { key: newKey(), occurred_at: new Date().toISOString(), ...action, number, status: 'waiting', tries: 0 };
    meta.put(number, 'sequence');
    transaction.objectStore('actions').add(kept);
    for (const { kind, bytes } of pictures) {
      transaction.objectStore('pictures').add({ key: kept.key, kind, bytes, actor: kept.actor, dispatch_id: kept.data.dispatch_id, status: 'waiting' });
    }
    const state = after?.state(kept.key);
    if (after) transaction.objectStore('drafts').put(state, draftKey(kept.actor, after.site, after.mode));
    await transaction.done;
    return { ...kept, after: state };
  }

  /** A person's actions, oldest first. */
  async actions(actor) {
    const found = await this.db.getAllFromIndex('actions', 'actor', actor);
    return found.sort((one, other) => one.number - other.number);
  }

  /** How many actions of anybody but `actor` are not sent yet. */
  async unsentOfOthers(actor) {
    const all = await this.db.getAll('actions');
    return all.filter((each) => each.actor !== actor && UNSENT.includes(each.status));
  }

  /** The next actions to send, at most `most`, marked as tried: from now on they may have arrived. */
  async take(actor, most) {
    const transaction = this.db.transaction('actions', 'readwrite', STRICT);
    const all = await transaction.store.index('actor').getAll(actor);
    const next = all.filter(({ status }) => UNSENT.includes(status)).sort((a, b) => a.number - b.number).slice(0, most);
    for (const each of next) transaction.store.put({ ...each, tries: each.tries + 1 });
    await transaction.done;
    return next;
  }

  /** Writes down what the server answered, [{key, outcome, ...}]. */
  async answered(answers, at) {
    const transaction = this.db.transaction('actions', 'readwrite', STRICT);
    for (const { key, outcome, answer = null, problem = null, conflict = null, again = false } of answers) {
      const action = await transaction.store.get(key);
      if (action) transaction.store.put({ ...action, status: outcome, answer, problem, conflict, again, answered_at: at });
    }
    await transaction.done;
  }

  /** Takes back an action that was never tried; false when it may have arrived already. Its pictures are not sent. */
  async takeBack(key) {
    const transaction = this.db.transaction(['actions', 'pictures'], 'readwrite', STRICT);
    const actions = transaction.objectStore('actions');
    const action = await actions.get(key);
    const free = action?.status === 'waiting' && action.tries === 0;
    if (free) actions.put({ ...action, status: 'taken_back', answered_at: Date.now() });
    transaction.objectStore('pictures').delete(IDBKeyRange.bound([key], [key, []]));
    await transaction.done;
    return free;
  }

  /** A person's pictures that wait or were refused. */
  pictures(actor) { return this.db.getAllFromIndex('pictures', 'actor', actor); }

  /** Those that are not sent yet. */
  async picturesWaiting(actor) { return (await this.pictures(actor)).filter(({ status }) => status === 'waiting'); }

  /** The same of anybody but `actor`. */
  async picturesOfOthers(actor) {
    return (await this.db.getAll('pictures')).filter((each) => each.actor !== actor && each.status === 'waiting');
  }

  /** Those whose action has been answered: a picture goes after its delivery. */
  async picturesToSend(actor) {
    const waiting = await this.picturesWaiting(actor);
    const unsent = new Set((await this.actions(actor)).filter(({ status }) => UNSENT.includes(status)).map(({ key }) => key));
    return waiting.filter(({ key }) => !unsent.has(key));
  }

  /** The server keeps it: the device needs it no longer. */
  pictureSent({ key, kind }) { return this.db.delete('pictures', [key, kind]); }

  /** The server will never take it: the reason stays to be read, the picture does not. */
  pictureRefused({ key, kind, actor }, why) { return this.db.put('pictures', { key, kind, actor, status: 'refused', why }); }

  /** The refusals were read. */
  async picturesRead(actor) {
    for (const each of await this.pictures(actor)) if (each.status === 'refused') await this.pictureSent(each);
  }

  site(actor, code) { return this.db.get('sites', [actor, code]); }

  keepSite(record) { return this.db.put('sites', record); }

  draft(actor, site, mode) { return this.db.get('drafts', draftKey(actor, site, mode)); }

  keepDraft(actor, site, mode, state) { return this.db.put('drafts', state, draftKey(actor, site, mode)); }

  /** Only `actor` may find anything here from now on; what others have not sent yet stays for them, unseen. */
  async only(actor) {
    const transaction = this.db.transaction(['actions', 'sites', 'drafts', 'meta'], 'readwrite', STRICT);
    for (const name of ['sites', 'drafts']) {
      const store = transaction.objectStore(name);
      for (const key of await store.getAllKeys()) if ([key].flat()[0].split('|')[0] !== actor) store.delete(key);
    }
    const actions = transaction.objectStore('actions');
    for (const each of await actions.getAll()) if (each.actor !== actor && !UNSENT.includes(each.status)) actions.delete(each.key);
    transaction.objectStore('meta').delete('phone');
    transaction.objectStore('meta').put(actor, 'actor');
    await transaction.done;
  }

  /** Answered actions that nobody looks for any more. */
  async tidy(now = Date.now()) {
    const transaction = this.db.transaction('actions', 'readwrite');
    for (const each of await transaction.store.getAll()) {
      if (['done', 'taken_back'].includes(each.status) && each.answered_at < now - KEPT_DAYS * 864e5) transaction.store.delete(each.key);
    }
    await transaction.done;
  }

  /** Nothing readable is left; the device keeps only what it is called, how far it has counted, and what is not sent:
   *  the actions `keep`, which hold codes and figures and nobody's data, and `pictures`, with the keys by which their
   *  people can leave them for a manager; with `sealed`, {actor, until, num}, that a pass ended here. All or nothing. */
  async wipe(keep = [], pictures = [], sealed = null) {
    const transaction = this.db.transaction(['actions', 'sites', 'drafts', 'meta', 'pictures'], 'readwrite', STRICT);
    const meta = transaction.objectStore('meta');
    const owners = new Set([...keep, ...pictures].map(({ actor }) => `device-key ${actor}`));
    const kept = [];
    for (const name of ['device', 'sequence', ...owners]) kept.push([name, await meta.get(name)]);
    const before = (await meta.get('sealed')) ?? [];
    if (sealed || before.length) kept.push(['sealed', [...before, ...(sealed ? [sealed] : [])]]);
    for (const name of ['actions', 'sites', 'drafts', 'meta', 'pictures']) transaction.objectStore(name).clear();
    for (const each of keep) transaction.objectStore('actions').put(each);
    for (const each of pictures) transaction.objectStore('pictures').put(each);
    for (const [name, value] of kept) if (value !== undefined) meta.put(value, name);
    await transaction.done;
  }

  /** What a sealed pass had not sent is with a manager now; `kept` when it could not be left and stays. */
  async unseal(actor, kept = false) {
    const transaction = this.db.transaction(['actions', 'meta'], 'readwrite', STRICT);
    const meta = transaction.objectStore('meta');
    meta.put(((await meta.get('sealed')) ?? []).filter((each) => each.actor !== actor), 'sealed');
    const actions = transaction.objectStore('actions');
    for (const key of kept ? [] : await actions.index('actor').getAllKeys(actor)) actions.delete(key);
    if (!kept) meta.delete(`device-key ${actor}`);
    await transaction.done;
  }
}
