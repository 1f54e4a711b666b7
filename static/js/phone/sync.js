// Sends what waits, in its order, one sender at a time over all tabs, and writes down an answer for each action.
// A lost answer means sending again under the same keys: the server answers what it answered before.

import { NoSignal } from './api.js';
import { leavePictures, sendPictures } from './pictures.js';

const BATCH = 50;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const LOCK = 'evernormal-sync';
export const CLOCK_LIMIT = 120; // seconds that a device's clock may be wrong before it is said

/** state: 'idle' | 'sending' | 'no-signal' | 'trouble' | 'sign-in' | 'ended'. */
export class Sync extends EventTarget {
  state = 'idle';
  #running = false;
  #again = false;
  #pause = 0;
  #timer = null;

  constructor(store, api) {
    super();
    this.store = store;
    this.api = api;
  }

  /** Watches for the network; `phone` is what the server said last, if anything. */
  begin() {
    window.addEventListener('online', () => this.kick());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.kick(); });
  }

  /** Sends now; while it is sending, once more afterwards. Resolves when nothing more can be sent for now. */
  async kick() {
    this.#pause = 0; // somebody did something, or the network came: what waited long need not wait longer
    await this.#go();
  }

  async #go() {
    clearTimeout(this.#timer);
    if (this.#running) { this.#again = true; return; }
    this.#running = true;
    try {
      do {
        this.#again = false;
        await this.#alone(() => this.#send());
      } while (this.#again);
    } finally {
      this.#running = false;
    }
  }

  /** Asks who is signed in and what the time is. Answers the body, or null when nobody can be asked. */
  async hello() {
    try {
      await this.#leaveSealed();
      const { status, body } = await this.api.phone();
      if (status === 200) return await this.#known(body);
      if (status === 401 || status === 403) await this.#unknown(body);
      else this.#later('trouble');
    } catch (error) {
      if (!(error instanceof NoSignal)) throw error;
      this.#later('no-signal');
    }
    return null;
  }

  async #known(body) {
    const now = Date.now();
    this.api.csrf = body.csrf;
    if ((await this.store.get('actor')) !== body.actor) await this.store.only(body.actor);
    if (!body.device_key && !(await this.store.get(`device-key ${body.actor}`))) await this.#keyAgain(body.actor);
    if (body.device_key) await this.store.set(`device-key ${body.actor}`, body.device_key);
    const clock = Math.round((Date.parse(body.server_time) - now) / 1000);
    const { csrf: _csrf, device_key: _key, ...kept } = body;
    await this.store.set('phone', { ...kept, clock, heard_at: now });
    this.#pause = 0;
    if (this.state !== 'sending') this.#tell('idle');
    this.dispatchEvent(new CustomEvent('hello', { detail: { ...kept, clock } }));
    return body;
  }

  // The answer that held the key was lost: without one, nothing could be left for a manager when the access ends.
  async #keyAgain(actor) {
    const { status, body } = await this.api.phone({ newKey: true });
    if (status === 200 && body.actor === actor && body.device_key) await this.store.set(`device-key ${actor}`, body.device_key);
  }

  async #unknown(body) {
    if (body?.code !== 'access-ended') return this.#tell('sign-in');
    return this.#ended().catch((error) => {
      if (!(error instanceof NoSignal)) throw error;
      this.#later('ended');
    });
  }

  // What a person has not sent is left for a manager by the device's own key; null when it has to be tried again.
  async #leave(actor) {
    const left = actor ? await this.store.take(actor, Infinity) : [];
    const key = await this.store.get(`device-key ${actor}`);
    for (let at = 0; key && at < left.length; at += BATCH) {
      const { status } = await this.api.deposit(left.slice(at, at + BATCH), key);
      if (status >= 300) return null;
    }
    const pictures = key ? await leavePictures(this.store, this.api, actor, key) : { left: 0, gone: 0 };
    return pictures && { left, key, pictures };
  }

  /** A day pass ended by this phone's clock: nothing readable is left. What was not sent stays without a word of what it
   *  was, and is left for a manager at the next contact, before anything else is asked. */
  async seal(until) {
    const actor = await this.store.get('actor');
    if (!actor) return;
    const waiting = (await this.store.actions(actor)).filter(({ status }) => status === 'waiting').map(({ effects: _effects, summary: _summary, ...bare }) => bare);
    const pictures = [...await this.store.picturesOfOthers(actor), ...await this.store.picturesWaiting(actor)];
    await this.store.wipe([...await this.store.unsentOfOthers(actor), ...waiting], pictures, { actor, until, num: waiting.length });
    this.api.csrf = '';
  }

  async #leaveSealed() {
    for (const { actor } of (await this.store.get('sealed')) ?? []) {
      const done = await this.#leave(actor);
      if (!done) return;
      await this.store.unseal(actor, !done.key);
      const num = done.left.length;
      this.dispatchEvent(new CustomEvent('wiped', { detail: { deposited: done.key ? num : 0, kept: done.key ? 0 : num, pictures: { ...done.pictures, kept: 0 } } }));
    }
  }

  // Nothing unsent is lost without a manager knowing, and nothing readable is left.
  async #ended() {
    this.#tell('ended');
    const actor = await this.store.get('actor');
    const done = await this.#leave(actor);
    if (!done) return this.#later('ended');
    const { left, key, pictures } = done;
    // without a key nothing can be left with a manager: it waits until the person is back
    const kept = key ? [] : left;
    const keptPictures = key || !actor ? [] : await this.store.picturesWaiting(actor);
    await this.store.wipe([...await this.store.unsentOfOthers(actor), ...kept], [...await this.store.picturesOfOthers(actor), ...keptPictures]);
    const detail = { deposited: left.length - kept.length, kept: kept.length, pictures: { ...pictures, kept: keptPictures.length } };
    if (actor) this.dispatchEvent(new CustomEvent('wiped', { detail }));
  }

  async #alone(work) {
    if (!navigator.locks) return work();
    return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : this.#retry(FIRST_PAUSE)));
  }

  async #send() {
    const actor = await this.store.get('actor');
    if (!actor) { if ((await this.store.get('sealed'))?.length) await this.hello(); return; }
    if (!navigator.onLine) return this.#later('no-signal');
    const pictures = (await this.store.picturesToSend(actor)).length > 0;
    if (!pictures && !(await this.#waits(actor))) { if (this.state === 'sending') this.#tell('idle'); return; }
    if (!this.api.csrf && (await this.hello())?.actor !== actor) return;
    let most = BATCH;
    for (;;) {
      const actions = await this.store.take(actor, most);
      if (!actions.length) break;
      this.#tell('sending');
      const next = await this.#sendBatch(actions);
      if (!next) return;
      most = next;
    }
    if (!(await this.#sendPictures(actor))) return;
    this.#pause = 0;
    this.#tell('idle');
    this.dispatchEvent(new CustomEvent('sent'));
  }

  // After the actions, the pictures of those that were answered. False when sending has to stop for now.
  async #sendPictures(actor) {
    if (!(await this.store.picturesToSend(actor)).length) return true;
    this.#tell('sending');
    let left;
    try {
      left = await sendPictures(this.store, this.api, actor, () => this.dispatchEvent(new CustomEvent('pictures')));
    } catch (error) {
      if (!(error instanceof NoSignal)) throw error;
      this.#later('no-signal');
      return false;
    }
    if (left === 'sign-in' || left === 'ended') await this.#unknown(left === 'ended' ? { code: 'access-ended' } : null);
    else if (left !== 'done') {
      if (left === 'token') this.api.csrf = '';
      this.#later('trouble');
    }
    return left === 'done';
  }

  async #waits(actor) {
    return (await this.store.actions(actor)).some(({ status }) => status === 'waiting');
  }

  /** How many to send next; 0 when sending has to stop for now. */
  async #sendBatch(actions) {
    let answer;
    try {
      answer = await this.api.send(actions);
    } catch (error) {
      if (!(error instanceof NoSignal)) throw error;
      return this.#later('no-signal');
    }
    const { status, body } = answer;
    if (status === 200) return this.#answered(actions, body);
    if (status === 401 || (status === 403 && body?.code === 'access-ended')) { await this.#unknown(body); return 0; }
    if (status === 400 || status === 403) return this.#newToken();
    if (status === 413 || status === 422) return this.#unsendable(actions, body);
    return this.#later('trouble');
  }

  async #answered(actions, body) {
    const sent = new Set(actions.map(({ key }) => key));
    const answers = body.answers.filter(({ key }) => sent.has(key));
    await this.store.answered(answers, Date.now());
    this.dispatchEvent(new CustomEvent('answered', { detail: answers }));
    return answers.length ? BATCH : this.#later('trouble');
  }

  // The sign-in was renewed in another tab: its token is new too.
  async #newToken() {
    const before = this.api.csrf;
    this.api.csrf = '';
    const body = await this.hello();
    if (!body) return 0;
    return body.csrf !== before && body.actor === (await this.store.get('actor')) ? BATCH : this.#later('trouble');
  }

  // One action that cannot even be read must not hold up the others: they go one by one, and it stays, told as refused.
  async #unsendable(actions, body) {
    if (actions.length > 1) return 1;
    const problem = { title: body?.title, detail: body?.detail, code: body?.code };
    await this.store.answered([{ key: actions[0].key, outcome: 'refused', problem }], Date.now());
    this.dispatchEvent(new CustomEvent('answered', { detail: [] }));
    return 1;
  }

  #later(state) {
    this.#pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, this.#pause * 2));
    this.#tell(state);
    this.#retry(this.#pause * (0.75 + Math.random() / 2));
    return 0;
  }

  #retry(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reach(), pause);
  }

  async #reach() {
    if (this.state === 'no-signal' || this.state === 'trouble') {
      if (!(await this.hello())) return;
    } else if (this.state === 'ended') {
      await this.#ended().catch(() => this.#later('ended'));
      return;
    }
    await this.#go();
  }

  #tell(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: state }));
  }
}
