// The camera at the top of the page: on as soon as it may be, with light and choice where the device has them; where it
// cannot be used, why, and the other ways.

import { Camera, CameraRefused, readPhotograph } from '../scanner.js';
import { sorted } from './codes.js';
import { el } from './dom.js';
import { loadDecoder } from './decoder.js';
import { say } from './words.js';
import { whichDialog } from './link_dialog.js';

const ASK_AGAIN = 3_000; // milliseconds out of sight

const part = (id) => document.getElementById(id);

export class CameraPanel {
  #decoder = null;
  #camera = null;
  #asked = { texts: '', at: 0 };

  constructor(app) {
    this.app = app;
    part('camera-start').addEventListener('click', () => this.#pressed());
    part('camera-stop').addEventListener('click', () => { this.stop(); part('camera-start').focus(); });
    part('torch').addEventListener('click', () => this.#torch());
    part('cameras').addEventListener('change', ({ target }) => this.start(target.value));
    part('photo').addEventListener('change', () => this.#photograph());
    window.addEventListener('pagehide', () => this.stop());
    window.addEventListener('pageshow', ({ persisted }) => { if (persisted) this.begin(); });
  }

  /** Starts where the person need not be asked, or is on a phone. Resolves when the camera runs or cannot. */
  async begin() {
    if (!window.isSecureContext) return this.#refused('insecure');
    const permission = await navigator.permissions?.query({ name: 'camera' }).catch(() => null);
    if (permission?.state === 'denied') return this.#refused('denied');
    if (permission?.state === 'granted' || matchMedia('(pointer: coarse)').matches) return this.start();
    return this.#shown('off');
  }

  // The button goes while the camera runs: the focus stays with what took its place.
  async #pressed() {
    await this.start();
    if (document.activeElement === document.body) [part('camera-stop'), part('camera-start'), part('code')].find((each) => !each.hidden).focus();
  }

  async start(deviceId) {
    this.#shown('starting');
    try {
      this.#camera ??= new Camera(part('video'), await this.#load(), (found) => this.#read(found));
      await this.#camera.start(deviceId);
      this.#shown('on');
      await this.#equipment();
    } catch (error) {
      this.stop();
      this.#refused(error instanceof CameraRefused ? error.reason : 'failed');
      if (!(error instanceof CameraRefused)) console.warn(error);
    }
  }

  stop() {
    this.#camera?.stop();
    this.#shown('off');
  }

  #read(found) {
    if (document.querySelector('dialog[open]')) return;
    const { hear = [], ask } = sorted(found.slice(0, 8).map(({ rawValue }) => rawValue));
    for (const text of hear) this.app.heard(text, 'camera');
    if (ask) this.#ask(ask);
  }

  // Asked once for as long as the same numbers stay before the camera.
  #ask(texts) {
    const now = performance.now();
    const again = this.#asked.texts === texts.join() && now - this.#asked.at < ASK_AGAIN;
    this.#asked = { texts: texts.join(), at: now };
    if (!again) whichDialog(this.app, texts);
  }

  async #load() {
    this.#decoder ??= loadDecoder();
    try {
      return await this.#decoder;
    } catch (error) {
      this.#decoder = null; // the next press tries again
      throw error;
    }
  }

  #refused(reason) {
    this.#shown(reason === 'insecure' ? 'never' : 'off');
    part('camera-words').textContent = say(`camera_${reason}`);
  }

  #shown(state) {
    part('camera').dataset.state = state;
    part('video').hidden = state !== 'on';
    part('aim').hidden = state !== 'on';
    part('camera-off').hidden = state === 'on';
    part('camera-start').hidden = !['off'].includes(state);
    part('camera-stop').hidden = state !== 'on';
    if (state !== 'on') for (const id of ['torch', 'cameras']) part(id).hidden = true;
    part('camera-words').textContent = state === 'starting' ? say('camera_starting') : say('camera_off');
  }

  async #equipment() {
    part('torch').hidden = !this.#camera.hasTorch;
    part('torch').setAttribute('aria-pressed', String(this.#camera.torch));
    const { cameras, current } = await this.#camera.choices();
    part('cameras').hidden = cameras.length < 2;
    part('cameras').replaceChildren(...cameras.map(({ id, label }, place) => el('option', { value: id, selected: id === current }, label || say('camera_number', { number: place + 1 }))));
  }

  async #torch() {
    const on = !this.#camera.torch;
    await this.#camera.setTorch(on);
    part('torch').setAttribute('aria-pressed', String(on));
  }

  async #photograph() {
    const [file] = part('photo').files;
    if (!file) return;
    this.app.tell('calm', say('photo_looking'));
    this.app.draw();
    try {
      const found = await readPhotograph(await this.#load(), file);
      const { hear = [], ask } = sorted(found.map(({ rawValue }) => rawValue));
      for (const text of hear) await this.app.heard(text, 'photo');
      if (ask) whichDialog(this.app, ask);
      if (!found.length) this.app.tell('wrong', say('photo_nothing_title'), { text: [say('photo_nothing')] });
    } catch (error) {
      this.app.tell('wrong', say('photo_nothing_title'), { text: [say('photo_nothing')] });
      console.warn(error);
    } finally {
      part('photo').value = ''; // the same picture may be chosen again
      this.app.draw();
    }
  }
}
