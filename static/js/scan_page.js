// The scan page: camera, photograph, hand-held scanner and typing, all ending in one address.
//
// Markup (see templates/inventory/scan.html); every word comes from the template, so that it is translated:
//   [data-scan]               the root; data-vendor: address of the barcode-detector folder, data-code-url: where a
//                             label code is opened (the code is appended), data-other-url: where a retail code is looked
//                             up (appended too; without it such codes are said to be none of ours), data-say-*: words;
//                             data-calm: a page with more than this on it, where nothing starts or takes the keyboard
//                             before somebody asks for it
//     form[data-scan-form]    works without this file: GET with the field's name
//       [data-scan-input]     the text field; keys typed anywhere on the page go to it, so hand-held scanners work
//     [data-scan-problem]     what is wrong (role=alert), hidden while nothing is
//     [data-scan-status]      what is going on (role=status)
//     [data-scan-start]       button, hidden while the camera runs
//     [data-scan-view]        holds the rest, hidden while the camera is off:
//       video[data-scan-video], [data-scan-stop], [data-scan-torch] (aria-pressed), select[data-scan-choice]
//     [data-scan-photo]       holds input[type=file][data-scan-file]; shown once this file runs
//   Words, with {places}: data-say-character, -length, -check, -progress, -starting, -aim, -looking, -found,
//   -not-ours, -nothing (no code on the photograph), -insecure, -missing, -denied, -busy, -failed, -camera (n-th camera)

import { checkProblem, codeIn, display, normalise } from './label_code.js';
import { Camera, CameraRefused, loadDecoder, readPhotograph, retailDigitsCheck } from './scanner.js';

const TIMES_SEEN = 3; // a reading that is no label is only spoken of when it was seen this often in a row

class ScanPage {
  #decoder = null;
  #camera = null;
  #strange = { value: null, times: 0 };
  #opening = false;

  constructor(root) {
    this.root = root;
    const part = (name) => root.querySelector(`[data-scan-${name}]`);
    this.parts = Object.fromEntries(['form', 'input', 'problem', 'status', 'start', 'view', 'video', 'stop', 'torch',
      'choice', 'photo', 'file'].map((name) => [name, part(name)]));
  }

  begin() {
    this.#typing();
    this.#buttons();
    this.parts.photo.hidden = false;
    window.addEventListener('pagehide', () => this.#stop());
    window.addEventListener('pageshow', ({ persisted }) => { if (persisted) this.#again(); });
    this.#startIfExpected();
  }

  #say(word, places = {}) {
    const words = this.root.getAttribute(`data-say-${word}`) ?? '';
    return words.replace(/\{(\w+)\}/g, (_all, name) => places[name] ?? '');
  }

  #status(word, places) { this.parts.status.textContent = word ? this.#say(word, places) : ''; }

  #problem(word, places) {
    this.parts.problem.textContent = word ? this.#say(word, places) : '';
    this.parts.problem.hidden = !word;
    this.parts.input.toggleAttribute('aria-invalid', ['character', 'length', 'check'].includes(word));
  }

  // Typing and hand-held scanners

  #typing() {
    const { form, input } = this.parts;
    form.addEventListener('submit', (event) => { event.preventDefault(); this.#typed(); });
    input.addEventListener('input', () => this.#help());
    if (this.#calm) return;
    input.addEventListener('blur', ({ relatedTarget }) => { if (!relatedTarget) setTimeout(() => this.#focus(), 0); });
    input.addEventListener('pointerdown', () => this.#showKeyboard());
    document.addEventListener('keydown', (event) => this.#catchKey(event));
    input.inputMode = 'none'; // has the focus without a keyboard over the camera, until it is touched
    this.#focus();
  }

  #focus() {
    if (document.activeElement === document.body || !document.activeElement) this.parts.input.focus({ preventScroll: true });
  }

  #showKeyboard() {
    const { input } = this.parts;
    if (input.inputMode !== 'none') return;
    input.blur();
    input.inputMode = 'text';
    input.focus();
  }

  #catchKey(event) {
    const editing = event.target.closest?.('input, textarea, select');
    if (editing || event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1 || event.key === ' ') return;
    this.parts.input.value = '';
    this.parts.input.focus({ preventScroll: true }); // this very key is typed into the field
  }

  #help() {
    const text = this.parts.input.value;
    if (!text.trim() || /[:/]/.test(text)) return this.#cleared();
    const problem = checkProblem(text);
    const length = [...normalise(text)].length;
    if (/^\d{8,14}$/.test(text.trim()) && problem?.kind === 'length') return this.#cleared();
    if (problem && (problem.kind !== 'length' || problem.length > problem.wanted)) return this.#wrong(problem);
    this.#problem(null);
    return this.#status(problem ? 'progress' : null, { length, wanted: problem?.wanted });
  }

  #cleared() { this.#problem(null); this.#status(null); }

  #wrong(problem) {
    this.#status(null);
    this.#problem(problem.kind, { ...problem, characters: [...problem.characters].join(' ') });
  }

  #typed() {
    const text = this.parts.input.value.trim();
    if (!text && this.#calm) this.parts.input.focus();
    if (!text || this.#open(text)) return;
    if (/[:/]/.test(text)) this.#problem('not-ours', { text });
    else this.#wrong(checkProblem(text));
    this.parts.input.select();
  }

  // What a reading leads to

  /** Goes where the text leads; false if it leads nowhere. */
  #open(text) {
    const code = codeIn(text);
    const other = !code && retailDigitsCheck(text) ? this.root.dataset.otherUrl : null;
    if (!code && !other) return false;
    if (this.#opening) return true;
    this.#opening = true;
    this.#problem(null);
    this.#status('found', { code: code ? display(code) : text });
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(60);
    this.#stop();
    window.location.assign(code ? this.root.dataset.codeUrl + code : other + encodeURIComponent(text));
    return true;
  }

  #read(found) {
    const ours = found.find(({ rawValue }) => codeIn(rawValue)) ?? found[0];
    if (this.#open(ours.rawValue)) return;
    const times = this.#strange.value === ours.rawValue ? this.#strange.times + 1 : 1;
    this.#strange = { value: ours.rawValue, times };
    if (times === TIMES_SEEN) this.#problem('not-ours', { text: ours.rawValue });
  }

  // Camera

  #buttons() {
    const { start, stop, torch, choice, file } = this.parts;
    start.addEventListener('click', () => this.#start());
    stop.addEventListener('click', () => { this.#stop(); this.#status(null); start.focus(); });
    torch.addEventListener('click', () => this.#toggleTorch());
    choice.addEventListener('change', () => this.#start(choice.value));
    file.addEventListener('change', () => this.#photograph());
  }

  get #calm() { return 'calm' in this.root.dataset; }

  async #startIfExpected() {
    const { start } = this.parts;
    start.hidden = this.#calm && !window.isSecureContext;
    if (this.#calm) return;
    if (!window.isSecureContext) {
      start.hidden = true;
      this.#problem('insecure');
      return;
    }
    const permission = await navigator.permissions?.query({ name: 'camera' }).catch(() => null);
    if (permission?.state === 'granted' || (permission?.state !== 'denied' && matchMedia('(pointer: coarse)').matches)) this.#start();
  }

  async #load() {
    this.#decoder ??= loadDecoder(this.root.dataset.vendor);
    try {
      return await this.#decoder;
    } catch (error) {
      this.#decoder = null; // the next press tries again
      throw error;
    }
  }

  async #start(deviceId) {
    this.#problem(null);
    this.#status('starting');
    try {
      const decoder = await this.#load();
      this.#camera ??= new Camera(this.parts.video, decoder, (found) => this.#read(found));
      this.#shown(true);
      await this.#camera.start(deviceId);
      this.#status('aim');
      await this.#equipment();
    } catch (error) {
      this.#stop();
      this.#status(null);
      this.#problem(error instanceof CameraRefused ? error.reason : 'failed');
      if (!(error instanceof CameraRefused)) throw error;
    }
  }

  #stop() {
    this.#camera?.stop();
    this.#shown(false);
  }

  #shown(on) {
    this.parts.view.hidden = !on;
    this.parts.start.hidden = on || !window.isSecureContext;
  }

  async #equipment() {
    const { torch, choice } = this.parts;
    torch.hidden = !this.#camera.hasTorch;
    torch.setAttribute('aria-pressed', String(this.#camera.torch));
    const { cameras, current } = await this.#camera.choices();
    choice.closest('[data-scan-choice-field]').hidden = cameras.length < 2;
    choice.replaceChildren(...cameras.map(({ id, label }, place) => {
      const name = label || this.#say('camera', { number: place + 1 });
      return new Option(name, id, id === current, id === current);
    }));
  }

  async #toggleTorch() {
    const on = !this.#camera.torch;
    await this.#camera.setTorch(on);
    this.parts.torch.setAttribute('aria-pressed', String(on));
  }

  #again() {
    this.#opening = false;
    this.parts.input.value = '';
    this.#cleared();
    this.#startIfExpected();
  }

  // Photograph

  async #photograph() {
    const [file] = this.parts.file.files;
    if (!file) return;
    this.#problem(null);
    this.#status('looking');
    try {
      const found = await readPhotograph(await this.#load(), file);
      const leads = found.some(({ rawValue }) => this.#open(rawValue));
      if (leads) return;
      this.#status(null);
      this.#problem(found.length ? 'not-ours' : 'nothing', { text: found[0]?.rawValue });
    } catch (error) {
      this.#status(null);
      this.#problem('nothing');
      throw error;
    } finally {
      this.parts.file.value = ''; // the same picture may be chosen again
    }
  }
}

for (const root of document.querySelectorAll('[data-scan]')) new ScanPage(root).begin();
