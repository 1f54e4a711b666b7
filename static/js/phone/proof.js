// The signature and the photo of a delivery: drawn, taken, kept with the action, shown while it is put together.

import { button, el } from './dom.js';
import { Pad, shrunk } from './pad.js';
import { heading, quiet } from './parts.js';
import { say } from './words.js';

const held = { pad: null, address: null, of: null }; // what is on the page now; drawn anew it stays the same field

export const freshProof = () => ({ lines: [], typed: false, photo: null });

/** What the confirming page shows under the name. `proof` is part of the mode's state. */
export function proofPart(app, proof) {
  return [heading(say('sign_and_photo')), proof.typed ? typedInstead(app, proof) : signature(app, proof), ...photo(app, proof)];
}

function signature(app, proof) {
  return el('div', { class: 'ph-field' }, quiet(say('sign_help')), place(app, proof), el('div', { class: 'ph-pair' },
    button(say('sign_anew'), () => padOf(app, proof).clear(), { sign: 'undo' }),
    button(say('sign_type'), async () => { proof.lines = []; proof.typed = true; await app.keep(); app.draw(); nameField()?.focus(); }, { sign: 'edit' })));
}

function typedInstead(app, proof) {
  return el('div', { class: 'ph-field' }, quiet(say('sign_typed')),
    button(say('sign_draw'), async () => { proof.typed = false; await app.keep(); app.draw(); }, { sign: 'edit' }));
}

const nameField = () => document.querySelector('[data-key="signed"]');

// The page is drawn anew at any moment, also while somebody is signing: the canvas stays the same element. It goes
// into its place once that is on the page, for what a mode shows is also asked for the sake of its foot alone.
function place(app, proof) {
  const { canvas } = padOf(app, proof);
  const spot = el('div', {});
  queueMicrotask(() => { if (spot.isConnected) spot.append(canvas); });
  return spot;
}

function padOf(app, proof) {
  if (held.pad && held.of === proof) return held.pad;
  const canvas = el('canvas', { class: 'ph-pad', width: 900, height: 300, role: 'img' });
  const tell = () => {
    canvas.setAttribute('aria-label', say(held.pad?.empty ?? true ? 'sign_empty' : 'sign_drawn'));
    canvas.classList.toggle('is-drawn', !(held.pad?.empty ?? true));
  };
  const pad = new Pad(canvas, () => { proof.lines = pad.lines; tell(); app.keep(); });
  Object.assign(held, { pad, of: proof });
  pad.lines = proof.lines;
  tell();
  return pad;
}

function photo(app, proof) {
  const input = el('input', { type: 'file', accept: 'image/*', capture: 'environment', class: 'visually-hidden', 'data-key': 'take photo', on: { change: ({ target: { files: [file] } }) => app.inTurn(() => take(app, proof, file)) } });
  const label = el('label', { class: 'ph-btn ph-quiet ph-take' }, el('span', {}, say(proof.photo ? 'photo_again' : 'photo_take')), input);
  return [
    proof.photo && el('img', { class: 'ph-taken', src: addressOf(proof.photo), alt: say('photo_alt') }),
    el('div', { class: 'ph-pair' }, label, proof.photo && button(say('photo_drop'), async () => { proof.photo = null; await app.keep(); app.draw(); }, { sign: 'cross' })),
    quiet(say('photo_help')),
  ];
}

// In turn: whoever confirms at once, on a phone that is slow with photos, has it confirmed with the photo.
async function take(app, proof, file) {
  if (!file) return;
  try {
    proof.photo = await (await shrunk(file)).arrayBuffer();
    await app.keep();
  } catch {
    app.tell('attention', say('photo_unreadable'), { text: [say('photo_unreadable_next')] });
  }
  app.draw();
}

function addressOf(bytes) {
  if (held.bytes === bytes) return held.address;
  if (held.address) URL.revokeObjectURL(held.address);
  Object.assign(held, { bytes, address: URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })) });
  return held.address;
}

/** What is kept with the action: [{kind, bytes}]. */
export async function picturesOf(app, proof) {
  const drawn = proof.typed || !proof.lines.length ? null : await padOf(app, proof).blob();
  return [
    drawn && { kind: 'signature', bytes: await drawn.arrayBuffer() },
    proof.photo && { kind: 'photo', bytes: proof.photo },
  ].filter(Boolean);
}

/** Drop what is held of a finished delivery. */
export function forgetProof() {
  if (held.address) URL.revokeObjectURL(held.address);
  Object.assign(held, { pad: null, of: null, address: null, bytes: null });
}
