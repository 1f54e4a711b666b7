// Draws what the mode shows: the answer, the body, the number and the one next action, the bar of modes.

import { el, icon, redraw } from './dom.js';
import { isAtField, whenFree } from './hands.js';
import { MODES } from './modes.js';
import { say } from './words.js';

const SIGNS = { ok: 'ok', attention: 'alert', wrong: 'blocked', calm: 'scan' };
const CODE = /^[0-9A-Z-]{12,}$/;
const part = (id) => document.getElementById(id);

export class Screen {
  #number = null;
  #typed = 0; // figures that were typed and are not counted yet
  #late = false; // the body is to be drawn anew once nobody is at its fields

  constructor(app) {
    this.app = app;
    app.addEventListener('draw', ({ detail }) => this.draw(detail === 'later'));
    app.addEventListener('foot', () => this.#foot(MODES[app.mode].show(app)));
    part('body').addEventListener('focusout', () => setTimeout(() => { if (this.#late) whenFree(() => this.draw(true)); }));
    app.addEventListener('mode', () => this.#bar());
    for (const event of ['mode', 'answer']) app.addEventListener(event, () => { part('scroll').scrollTop = 0; });
    this.#stepper();
  }

  get #shown() { return this.app.ready ? MODES[this.app.mode].show(this.app) : { body: [], hint: say(this.app.phone && navigator.onLine ? 'choose_site' : 'hint_no_data') }; }

  // A field that is drawn anew forgets half a date and the letters that are still to become a Chinese word.
  draw(later = false) {
    const shown = this.#shown;
    this.#answer();
    this.#late = later && isAtField(part('body'));
    if (!this.#late) redraw(part('body'), shown.body);
    this.#foot(shown);
    this.#bar();
  }

  #answer() {
    const { tone, title, big, text, link, act } = this.app.answer;
    const card = part('answer');
    card.className = `ph-answer is-${tone} with-script`;
    const word = tone === 'calm' ? '' : el('span', { class: 'visually-hidden' }, `${say(`tone_${tone}`)}: `);
    redraw(card, icon(SIGNS[tone], 'ph-sign'), el('div', { class: 'ph-said' },
      el('p', { class: 'ph-said-title' }, word, title || (!this.app.ready && this.app.sealed?.length ? say('pass_done') : say(`ready_${this.app.mode}`))),
      big && el('p', { class: `ph-big ${CODE.test(big) ? 'is-code' : big.length > 14 ? 'is-long' : ''}` }, big),
      text.map((each) => el('p', {}, each)),
      act && this.#button({ ...act, sign: 'tag' }, 'ph-quiet', () => (this.app.answer.act === act ? act : null)),
      link && el('p', {}, el('a', { href: link.href }, link.words))));
  }

  #foot({ number: count = null, action = null, second = null, hint = '' }) {
    this.#count(count);
    const acts = [second && this.#button(second, 'ph-quiet', () => this.#shown.second),
      action ? this.#button(action, 'btn-primary ph-main', () => this.#shown.action) : el('p', { class: 'ph-hint' }, hint)];
    redraw(part('act'), acts);
  }

  #button({ words, sign, href }, kind, now) {
    const inside = [icon(sign), el('span', {}, words)];
    if (href) return el('a', { class: `ph-btn ${kind}`, href, 'data-key': kind }, inside);
    return el('button', { type: 'button', class: `ph-btn ${kind}`, 'data-key': kind, on: { click: (event) => this.#run(event.currentTarget, words, now) } }, inside);
  }

  // An act is pressed once, however quick the thumb is. It waits for what was read, typed and pressed before: when it is
  // its turn, what is done is what then stands there, and nothing when that is something else than what was pressed, but
  // for a number that was typed.
  async #run(pressed, words, now) {
    if (pressed.getAttribute('aria-busy')) return;
    pressed.setAttribute('aria-busy', 'true');
    const typed = this.#typed > 0;
    try {
      await this.app.inTurn(() => {
        const act = now();
        return act && (typed || act.words === words) ? act.run() : this.app.draw();
      });
    } finally {
      pressed.removeAttribute('aria-busy');
    }
  }

  // The number: minus, the figure itself, plus. It stays the same three elements, so that typing is never disturbed.

  #stepper() {
    const set = (value) => {
      if (!this.#number) return undefined;
      const { least = 1, most, capped, tell } = this.#number;
      return tell(Math.max(least, capped ? Math.min(most, value) : value));
    };
    const field = part('number');
    const step = (by) => this.#waits(() => set((this.#number?.value ?? 0) + by)); // of the box that was read last
    part('less').addEventListener('click', () => step(-1));
    part('more').addEventListener('click', () => step(1));
    // Keys would be added to the number of the box before; whoever comes to the field meanwhile types over it.
    this.app.addEventListener('reading', () => { field.readOnly = this.app.reading && document.activeElement === field; });
    field.addEventListener('focus', () => field.select());
    field.addEventListener('input', () => {
      const text = field.value.normalize('NFKC').replace(/[\s,]/g, '');
      const fits = /^\d{1,9}$/.test(text);
      field.toggleAttribute('aria-invalid', !fits);
      if (fits) this.#type(() => set(Number(text)));
    });
    field.addEventListener('blur', () => { field.removeAttribute('aria-invalid'); field.value = this.#number?.value ?? ''; });
  }

  // What is typed while a box is being read is for that box, so it waits for it, and stands in the field meanwhile; when
  // the box turns out not to belong here, it is for none.
  #type(count) {
    const early = this.app.reading;
    return this.#waits(() => (early && this.app.missed ? this.app.draw() : count()));
  }

  #waits(count) {
    this.#typed += 1;
    return this.app.inTurn(() => {
      this.#typed -= 1;
      return count();
    });
  }

  #count(count) {
    this.#number = count;
    const row = part('stepper');
    row.hidden = !count;
    for (const id of ['less', 'number', 'more']) part(id).disabled = !count;
    const field = part('number');
    const given = field.value.normalize('NFKC').replace(/[\s,]/g, '');
    const waits = this.#typed > 0 && document.activeElement === field;
    if (!waits && (document.activeElement !== field || count && /^\d+$/.test(given) && Number(given) !== count.value)) {
      field.value = count?.value ?? '';
      if (document.activeElement === field) field.select(); // as for whoever comes to it: figures are typed over
    }
    part('unit').textContent = count?.unit ?? '';
    part('most').textContent = count && count.most !== undefined && !count.capped ? say('of_there', { num: count.most }) : '';
    part('most').classList.toggle('tone-attention', Boolean(count && count.most !== undefined && count.value > count.most));
  }

  #bar() {
    const bar = part('modes');
    const { app } = this;
    const modes = app.ready ? app.modes : [];
    const same = [...bar.querySelectorAll('button')].map(({ dataset }) => dataset.mode).join() === modes.join();
    if (!same) redraw(bar, modes.map((mode) => this.#tab(mode)));
    for (const tab of bar.querySelectorAll('button')) {
      const current = tab.dataset.mode === app.mode;
      if (current && tab.getAttribute('aria-pressed') !== 'true') tab.scrollIntoView({ inline: 'center', block: 'nearest' });
      tab.setAttribute('aria-pressed', String(current));
    }
  }

  #tab(mode) {
    return el('button', { type: 'button', class: 'ph-mode', 'data-mode': mode, 'data-key': mode, on: { click: () => this.app.inTurn(() => this.app.mode !== mode && this.app.use(mode)) } }, icon(MODES[mode].sign), el('span', {}, say(`mode_${mode}`)));
  }
}

