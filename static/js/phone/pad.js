// A field to draw a signature in, and photos made small: what leaves the device is drawn anew from pixels, so that
// nothing else that a camera writes into its files goes with it.

const INK = '#14213d';
const WIDTH = 5;
export const MOST_PHOTO = 3_000_000;

/** Draws on a canvas with finger, pen or mouse. `onchange` is told after every line. */
export class Pad {
  #lines = [];
  #open = null;

  constructor(canvas, onchange = () => {}) {
    Object.assign(this, { canvas, onchange });
    this.context = canvas.getContext('2d');
    canvas.addEventListener('pointerdown', (event) => this.#begin(event));
    canvas.addEventListener('pointermove', (event) => this.#go(event));
    for (const name of ['pointerup', 'pointercancel', 'lostpointercapture']) canvas.addEventListener(name, (event) => this.#end(event));
    this.draw();
  }

  get empty() { return this.#lines.length === 0; }

  /** The lines as whole numbers, to be kept and drawn again. */
  get lines() { return this.#lines; }

  set lines(lines) { this.#lines = lines ?? []; this.draw(); }

  clear() { this.#lines = []; this.draw(); this.onchange(); }

  /** A PNG of what was drawn; null when nothing was. */
  blob() { return this.empty ? Promise.resolve(null) : new Promise((resolve) => { this.canvas.toBlob(resolve, 'image/png'); }); }

  draw() {
    const { context, canvas } = this;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(context, { strokeStyle: INK, fillStyle: INK, lineWidth: WIDTH, lineCap: 'round', lineJoin: 'round' });
    for (const line of this.#lines) this.#stroke(line);
  }

  #stroke(line) {
    const { context } = this;
    context.beginPath();
    if (line.length === 1) context.arc(line[0][0], line[0][1], WIDTH / 2, 0, 7);
    else line.forEach(([x, y], at) => { if (at) context.lineTo(x, y); else context.moveTo(x, y); });
    if (line.length === 1) context.fill(); else context.stroke();
  }

  #point(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [Math.round((event.clientX - left) * this.canvas.width / width), Math.round((event.clientY - top) * this.canvas.height / height)];
  }

  #begin(event) {
    if (this.#open !== null || event.button > 0) return;
    event.preventDefault();
    this.#open = event.pointerId;
    try { this.canvas.setPointerCapture(event.pointerId); } catch { /* the pointer is gone again already */ }
    this.#lines = [...this.#lines, [this.#point(event)]];
    this.draw();
  }

  #go(event) {
    if (event.pointerId !== this.#open) return;
    const line = this.#lines.at(-1);
    for (const each of event.getCoalescedEvents?.() ?? []) line.push(this.#point(each));
    line.push(this.#point(event));
    this.draw();
  }

  #end(event) {
    if (event.pointerId !== this.#open) return;
    this.#open = null;
    this.onchange();
  }
}

/** A photo as a JPEG of at most `side` pixels and MOST_PHOTO bytes, drawn anew. Throws when it is no picture. */
export async function shrunk(file, side = 1600) {
  const picture = await decoded(file);
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close?.();
  for (const quality of [0.82, 0.6, 0.4]) {
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', quality); });
    if (blob && blob.size <= MOST_PHOTO) return blob;
  }
  throw new Error('the photo stays too large');
}

async function decoded(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return loaded(file);
  }
}

// An older browser, or a kind of picture that only <img> knows.
async function loaded(file) {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** SHA-256 of bytes in hexadecimal; null where the browser has no way (plain HTTP). */
export async function digest(bytes) {
  if (!crypto.subtle) return null;
  const found = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(found)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
