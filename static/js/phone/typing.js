// Typing with check-digit help, and hand-held scanners, which type wherever the focus is, quicker than any person, and
// end with Enter or Tab. Each time that a scanner types or a person presses Enter is one read, also of the same code at
// once: whoever pulls the trigger twice has two boxes. Only the camera sees one box many times (steady.js).

import { checkProblem, codeIn, normalise } from '../label_code.js';
import { bodyOf, read } from './gs1.js';
import { mistyped } from './help.js';
import { say } from './words.js';

const QUICK = 60; // milliseconds from key to key, on the whole: no person types a code like that
const PAUSE = 300; // a phone that is busy gets the keys of one scan with pauses
const SHORTEST = 8; // characters of the shortest barcode
const GS = '\x1d';
const NOTHING = { text: '', since: 0, at: 0, field: null, before: '' };

/** Whether what a scanner typed into `field`, which is for something else, is a code all the same: one of ours, or a
 *  maker's with lot and dates or as an address; a barcode's digits only where a number of that length is not meant. */
function isCode(text, field) {
  const { carrier } = read(text);
  return ['label', 'elements', 'link'].includes(carrier) || (carrier === 'retail' && (field.inputMode === 'numeric' || bodyOf(text) !== text));
}

/** The key as text: keyboards have no separator, scanners send it as control and ]. */
function typedBy({ key, ctrlKey, altKey, metaKey }) {
  if (ctrlKey && key === ']') return GS;
  return key.length === 1 && ctrlKey === altKey && !metaKey ? key : ''; // both are AltGr
}

const isSame = (one, other) => one === other || Boolean(one?.dataset.key && one.dataset.key === other.dataset.key);

export class Typing {
  #burst = NOTHING;

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
    const { text, since, at: last, field, before } = this.#burst;
    const follows = at - last < PAUSE;
    const more = typedBy(event);
    if (more) this.#burst = follows ? { ...this.#burst, text: text + more, at } : { text: more, since: at, at, field: target, before: target.value ?? '' };
    if (more === GS) this.#separator(event);
    const isScan = follows && text.length >= SHORTEST && at - since < QUICK * text.length;
    if (!['Enter', 'Tab'].includes(key)) return false;
    this.#burst = NOTHING; // what comes in the next field is another text
    if (!isScan) return false;
    if (target === this.input && key === 'Enter') return this.#whole(field, before, text);
    if (target.closest?.('dialog') || !['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) return false;
    if (target !== this.input && target.tagName !== 'SELECT' && !isCode(text, target)) return this.#word(target, text);
    event.preventDefault();
    if (target === this.input) this.#enter();
    else this.#instead(isSame(field, target) ? before : '', target, text);
    return true;
  }

  // The page may put the focus here in the middle of a scan, when the field where it began is gone.
  #whole(field, before, text) {
    if (field === this.input) return false;
    this.input.value = text;
    if (field.matches?.('input, textarea')) this.#fill(field, before);
    return false;
  }

  // A word for the field, such as a lot: without what the scanner says of its symbol.
  #word(field, text) {
    const body = bodyOf(text);
    if (body === text || !field.value.includes(text)) return false;
    this.#fill(field, field.value.replace(text, body));
    return false;
  }

  // A list jumps to what begins with the keys that were typed: it goes back to what was chosen.
  #instead(before, field, text) {
    this.#fill(field, before);
    field.blur();
    this.app.heard(text, 'scanner');
  }

  #fill(field, value) {
    if (field.value === value) return;
    field.value = value;
    field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
  }

  #separator(event) {
    if (event.target !== this.input) return;
    event.preventDefault();
    this.input.setRangeText(GS, this.input.selectionStart, this.input.selectionEnd, 'end');
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
    if (!text.trim() || /[:/\]]/.test(text) || codeIn(text)) return this.#say('');
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
