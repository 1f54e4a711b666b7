// The page in use: which site, which mode, what was read last, what is being put together, what is kept.

import { understand } from './codes.js';
import { feel } from './feedback.js';
import { afterPress, whenFree } from './hands.js';
import { help } from './help.js';
import { MODES } from './modes.js';
import { SiteView } from './site_view.js';
import { Steady } from './steady.js';
import { say } from './words.js';

/** An act that this phone could not store; the answer says so already. */
class NotKept extends Error {
  constructor(cause) { super('not kept', { cause }); }
}

const CALM = { tone: 'calm', title: '', big: '', text: [] };

export class App extends EventTarget {
  actor = null;
  phone = null; // what the server said of this person: sites, clock
  record = null; // the kept data of the chosen site
  actions = [];
  pictures = []; // of deliveries, not sent yet or refused
  notes = [];
  view = new SiteView(null);
  mode = 'look_up';
  state = {};
  answer = CALM;
  missed = false; // what was read last does not belong here: the number on the screen is of the box before
  #steady = new Steady();
  #turn = Promise.resolve();
  #reads = 0;
  #early = null; // read before there was anything to compare it with

  constructor(store, sync, api) {
    super();
    Object.assign(this, { store, sync, api });
  }

  get site() { return this.record?.code ?? null; }

  get ready() { return Boolean(this.record); }

  get modes() {
    return Object.keys(MODES).filter((mode) => this.view.modes.includes(MODES[mode].right ?? mode) && (MODES[mode].offered?.(this.view) ?? true));
  }

  /** What this phone remembers: usable at once, without asking anybody. A box that is scanned meanwhile waits for it. */
  async remember() {
    const remembered = this.#remember();
    this.inTurn(() => remembered.catch(() => { /* told to who asked */ }));
    await remembered;
  }

  async #remember() {
    this.actor = (await this.store.get('actor')) ?? null;
    this.phone = (await this.store.get('phone')) ?? null;
    const site = this.actor && (await this.store.get('site'));
    await this.open(site, (await this.store.get('mode')) ?? 'look_up');
  }

  /** Shows a site in a mode, with what was left unfinished there. */
  async open(code, mode = this.mode) {
    this.record = (this.actor && code && (await this.store.site(this.actor, code))) || null;
    this.notes = (this.record && (await this.store.draft(this.actor, code, 'notes'))) || [];
    this.#steady = new Steady(); // what lies before the camera is read anew among these goods
    await this.reload();
    await this.use(this.modes.includes(mode) ? mode : 'look_up');
    if (this.ready && this.#early) await this.#take(understand(this.#early, this.view));
    if (this.ready) this.#early = null;
    this.draw();
    await this.keep();
  }

  /** Reads actions and data anew and draws. */
  async reload() {
    await this.#look();
    this.draw();
  }

  /** The same for what came by itself. */
  async freshen() {
    const { state } = this;
    await this.#look();
    if (this.state === state) this.drawLater();
    else this.draw();
  }

  async #look() {
    this.actions = this.actor ? await this.store.actions(this.actor) : [];
    this.pictures = this.actor ? await this.store.pictures(this.actor) : [];
    const { record } = this;
    const found = record && ((await this.store.site(this.actor, record.code)) ?? null);
    if (this.record === record) this.record = found; // otherwise another site was opened meanwhile
    this.view = new SiteView(this.record, this.actions.filter(({ site }) => site === this.site));
    MODES[this.mode].check?.(this);
  }

  /** Changes the mode; `reading` is what it begins with. The mode is never there without its own state. */
  async use(mode, reading = null) {
    const kept = this.ready && (await this.store.draft(this.actor, this.site, mode));
    Object.assign(this, { mode, state: kept || MODES[mode].fresh(), answer: CALM });
    MODES[mode].check?.(this);
    this.dispatchEvent(new CustomEvent('mode', { detail: mode }));
    if (reading) await this.#take(reading);
    this.draw();
    await this.store.set('mode', mode);
    if (reading) await this.keep();
  }

  /** A text was read, by 'camera', 'typed', 'scanner' or 'photo'. One after another. */
  heard(text, by) {
    const at = performance.now();
    if (by === 'camera' && !this.#steady.isNew(text, at)) return this.#turn;
    this.#reading(1);
    return this.inTurn(async () => {
      try {
        await this.#read(text, by, at);
      } finally {
        this.#reading(-1);
      }
      await this.keep();
    });
  }

  /** Whether something that was read is not shown yet: what is on the screen is still of the box before. */
  get reading() { return this.#reads > 0; }

  #reading(change) {
    this.#reads += change;
    this.dispatchEvent(new CustomEvent('reading'));
  }

  /** Reads and presses are taken one after another: a scan that comes while an act is being kept waits for it. */
  inTurn(work) {
    this.#turn = this.#turn.then(work).catch((error) => this.broken(error));
    return this.#turn;
  }

  // A camera goes on seeing a box that has to wait for its turn: by the time at which it was seen it is still one read.
  async #read(text, by, at) {
    if (by === 'camera' && !this.#steady.isNew(text, at)) return;
    this.missed = false;
    const reading = understand(text, this.view);
    if (by === 'camera' && reading.is === 'strange' && !this.#steady.isSure(text)) return;
    this.#steady.taken(text, at);
    if (this.ready) await this.#take(reading);
    else this.#before(text);
    this.draw();
  }

  #before(text) {
    this.#early = text;
    this.tell('attention', say('no_data_title'), { text: [say('no_data_text')], big: text });
  }

  async #take(reading) {
    const before = this.answer;
    const done = await MODES[this.mode].read(this, reading);
    this.missed = !done || (this.answer !== before && this.answer.tone === 'wrong');
    if (!done && this.mode === 'look_up') this.state = MODES.look_up.fresh(); // nothing of the box before stands under it
    if (!done) await help(this, reading);
  }

  /** Keeps what is being put together, so that a reload finds it again. */
  async keep() {
    if (this.ready) await this.store.keepDraft(this.actor, this.site, this.mode, this.state);
  }

  /** The state changed by hand. What is on the screen is never behind it: whoever goes on at once is at what they see. */
  async change(changes = {}) {
    Object.assign(this.state, changes);
    this.draw();
    await this.keep();
  }

  /** Begins anew in this mode. */
  async restart() {
    this.state = MODES[this.mode].fresh();
    await this.change();
  }

  /** Says what a read or an act led to: sound, vibration, colour and words. */
  tell(tone, title, { big = '', text = [] } = {}) {
    this.answer = { tone, title, big, text: [text].flat().filter(Boolean) };
    if (tone !== 'calm') feel(tone);
    this.dispatchEvent(new CustomEvent('answer'));
  }

  hush() { this.answer = CALM; }

  /** Keeps an act and answers it as kept. Only when it is on the device's storage is it said to be recorded; then it is
   *  sent. `then` makes the state after it, of the act's key; both are kept as one, so that a phone which stops in the
   *  middle has done all of it or nothing, and nobody is asked to do it twice. */
  async act({ kind, data, seen = {}, effects = {}, summary = {}, pictures = [], then = null }) {
    const { mode } = this;
    const after = then && { site: this.site, mode, state: then };
    let kept;
    try {
      kept = await this.store.add({ actor: this.actor, site: this.site, kind, data, effects, summary, seen: { as_of: this.view.asOf, ...seen } }, { pictures, after });
      if (then) this.state = kept.after;
    } catch (error) {
      this.tell('wrong', say('not_kept_title'), { text: [say('not_kept_text')] });
      throw new NotKept(error);
    }
    await this.reload();
    this.sync.kick();
    return kept;
  }

  /** Takes an act back: out of the queue while it was never sent, by an act of its own afterwards. */
  async undo(action, effects, reason) {
    const now = this.actions.find(({ key }) => key === action.key);
    if (now?.status === 'taken_back' || this.isUndone(action)) return; // pressed twice
    if (!(await this.store.takeBack(action.key))) {
      await this.store.add({ actor: this.actor, site: action.site, kind: 'undo', data: { key: action.key, reason },
        effects, summary: { of: action.kind, ...action.summary }, seen: {} });
    }
    await this.reload();
    this.tell('ok', say('undone_title'));
    this.draw();
    this.sync.kick();
  }

  /** Whether there is an act that takes this one back. */
  isUndone({ key }) {
    return this.actions.some((each) => each.kind === 'undo' && each.data.key === key && ['waiting', 'done'].includes(each.status));
  }

  /** Remembers a code that could not be asked about. */
  async note(reading) {
    this.notes = [{ code: reading.code ?? reading.text, at: new Date().toISOString() }, ...this.notes.filter(({ code }) => code !== reading.code)].slice(0, 50);
    await this.store.keepDraft(this.actor, this.site, 'notes', this.notes);
  }

  async forget(code) {
    this.notes = this.notes.filter((note) => note.code !== code);
    await this.store.keepDraft(this.actor, this.site, 'notes', this.notes);
    this.draw();
  }

  /** What was said of refused pictures was read. */
  async picturesRead() {
    await this.store.picturesRead(this.actor);
    await this.reload();
  }

  broken(error) {
    if (!(error instanceof NotKept)) this.tell('wrong', say('broken_title'), { text: [say('broken_text')] });
    this.draw();
    reportError(error.cause ?? error);
  }

  draw() { afterPress(this.#drawNow); }

  #drawNow = () => this.dispatchEvent(new CustomEvent('draw'));

  /** Draws what came by itself: it takes nothing away from under a hand (hands.js). */
  drawLater() {
    whenFree(() => this.dispatchEvent(new CustomEvent('draw', { detail: 'later' })));
  }
}
