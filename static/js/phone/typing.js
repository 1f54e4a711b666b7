// Typing with check-digit help, and hand-held scanners, which type wherever the focus is, quicker than any person, and
// end with Enter or Tab.

import { checkProblem, codeIn, normalise } from '../label_code.js';
import { mistyped } from './help.js';
import { say } from './words.js';

const QUICK = 60; // milliseconds between two keys: no person types a whole code like that
const SHORTEST = 8; // characters of the shortest barcode

export class Typing {
  #burst = { text: '', at: 0, field: null, before: '' };

  constructor(app) {
    this.app = app;
    this.input = document.getElementById('code');
    this.help = document.getElementById('code-help');
    document.getElementById('typed').addEventListener('submit', (event) => { event.preventDefault(); this.#enter(); });
    this.input.addEventListener('input', () => this.#check());
    document.addEventListener('keydown', (event) => { if (!this.#ended(event)) this.#catch(event); });
    this.input.inputMode = 'none'; // a scanner may type without a keyboard over the picture, until the field is touched
    this.input.addEventListener('pointerdown', () => this.#keyboard());
    if (document.activeElement === document.body) this.input.focus({ preventScroll: true });
  }

  #keyboard() {
    if (this.input.inputMode !== 'none') return;
    this.input.blur();
    this.input.inputMode = 'text';
    this.input.focus();
  }

  // Whether this key is the end of what a scanner typed. In a field that is not for codes the text is taken out again.
  #ended(event) {
    const { key, target, timeStamp: at } = event;
    const { text, at: last, field, before } = this.#burst;
    const follows = at - last < QUICK;
    if (key.length === 1) this.#burst = follows ? { ...this.#burst, text: text + key, at } : { text: key, at, field: target, before: target.value ?? '' };
    if (!['Enter', 'Tab'].includes(key) || !follows || text.length < SHORTEST) return false;
    this.#burst = { text: '', at: 0, field: null, before: '' };
    if (target === this.input && key === 'Enter') return false;
    if (target.closest?.('dialog') || !['INPUT', 'TEXTAREA'].includes(target.tagName)) return false;
    if (target !== this.input && !codeIn(text)) return false; // a word, not a label
    event.preventDefault();
    if (target === this.input) this.#enter();
    else this.#instead(field === target ? before : '', target, text);
    return true;
  }

  #instead(before, field, text) {
    field.value = before;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.blur();
    this.app.heard(text, 'scanner');
  }

  // Keys typed beside any field belong to a scanner: they go into the code field.
  #catch(event) {
    const busy = event.target.closest?.('input, textarea, select, dialog, [contenteditable]');
    if (busy || event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1 || event.key === ' ') return;
    this.input.value = '';
    this.input.focus({ preventScroll: true }); // this very key is typed into the field
  }

  #check() {
    const text = this.input.value;
    this.input.removeAttribute('aria-invalid');
    if (!text.trim() || /[:/]/.test(text) || codeIn(text)) return this.#say('');
    const problem = checkProblem(text);
    const length = [...normalise(text)].length;
    if (problem.kind === 'length' && length < problem.wanted) return this.#say(say('typed_progress', { length, wanted: problem.wanted }));
    if (/^\d{8}$|^\d{12,14}$/.test(text.trim())) return this.#say('');
    this.input.setAttribute('aria-invalid', 'true');
    return this.#say(mistyped(problem));
  }

  #say(words) {
    this.help.textContent = words || say('typed_help');
    this.help.classList.toggle('is-quiet', !words);
    this.help.classList.toggle('tone-wrong', this.input.hasAttribute('aria-invalid'));
  }

  async #enter() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = '';
    this.#check();
    await this.app.heard(text, 'typed');
    if (document.activeElement === document.body) this.input.focus({ preventScroll: true }); // where a hand is, it stays
  }
}
