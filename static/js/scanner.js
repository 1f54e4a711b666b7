// Reads codes from a camera or a photograph, on the device: nothing that the camera sees leaves it.
// barcode-detector (zxing-wasm) is served from static/vendor; its wasm needs script-src 'wasm-unsafe-eval'.

/** What boxes and papers of a store carry. A full QR only: small print can look like a Micro QR code. */
export const FORMATS = ['qr_code_model_2', 'ean_13', 'ean_8', 'upc_a', 'upc_e', 'itf', 'code_128', 'data_matrix'];

const GS1_SYMBOLS = [']C1', ']d2', ']Q3'];

const LONGEST_SIDE = 1280;
const CROP = 0.8; // of the shorter side: where people aim, and a third less to decode
const PAUSE = 60; // milliseconds between two frames, so that the page stays responsive

/** Why a camera cannot be used: 'insecure' (no HTTPS), 'missing', 'denied', 'busy' or 'failed'. */
export class CameraRefused extends Error {
  constructor(reason, cause) {
    super(reason, { cause });
    this.name = 'CameraRefused';
    this.reason = reason;
  }
}

const REASONS = {
  NotAllowedError: 'denied', SecurityError: 'denied', NotFoundError: 'missing', OverconstrainedError: 'missing',
  NotReadableError: 'busy', AbortError: 'busy',
};

/** A decoder: await decoder(image) gives [{rawValue, format}]. `vendor` is the address of the barcode-detector folder. */
export async function loadDecoder(vendor) {
  const folder = new URL(vendor, globalThis.document?.baseURI ?? globalThis.location.href);
  const { BarcodeDetector, prepareZXingModule } = await import(new URL('ponyfill.js', folder).href);
  const locateFile = (name, prefix) => (name.endsWith('.wasm') ? new URL(name, folder).href : prefix + name);
  tellGs1(await prepareZXingModule({ overrides: { locateFile }, fireImmediately: true }));
  const detector = new BarcodeDetector({ formats: FORMATS });
  return async (image) => (await detector.detect(image)).filter((found) => readable(found));
}

// What begins with FNC1 is GS1 data and nothing else is: its symbology identifier is put before its text.
function tellGs1(module) {
  const plain = module.readBarcodesFromPixmap.bind(module);
  module.readBarcodesFromPixmap = (...given) => {
    const found = plain(...given);
    const told = Array.from({ length: found.size() }, (_each, place) => found.get(place)).map((each) => {
      const gs1 = GS1_SYMBOLS.includes(each.symbologyIdentifier) ? each.symbologyIdentifier : '';
      return { ...each, text: gs1 + each.text };
    });
    return { size: () => told.length, get: (place) => told[place] };
  };
}

/** Whether a retail code's own check digit is right, and there is text at all; narrow codes are misread at times. */
export function readable({ rawValue, format }) {
  if (!rawValue) return false;
  if (format === 'itf') return rawValue.length === 14 && retailDigitsCheck(rawValue);
  return !/^(ean|upc)/.test(format) || retailDigitsCheck(rawValue);
}

/** The check digit of GTIN-8, 12, 13 and 14: weights 3, 1, 3 ... from the right. */
export function retailDigitsCheck(digits) {
  if (!/^(\d{8}|\d{12,14})$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => total + Number(digit) * (place % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}

/** The codes in a photograph that was taken or chosen; large pictures are made smaller first, then tried whole. */
export async function readPhotograph(decoder, file) {
  const picture = await createImageBitmap(file);
  try {
    for (const longest of [LONGEST_SIDE, 2 * LONGEST_SIDE]) {
      const found = await decoder(drawn(picture, picture.width, picture.height, 1, longest));
      if (found.length || longest >= Math.max(picture.width, picture.height)) return found;
    }
    return [];
  } finally {
    picture.close();
  }
}

/** The middle of a picture on a canvas: `part` of it, no side longer than `longest` pixels. */
function drawn(source, width, height, part, longest, canvas = document.createElement('canvas')) {
  const [cutWidth, cutHeight] = part < 1 ? middle(width, height, part) : [width, height];
  const scale = Math.min(1, longest / Math.max(cutWidth, cutHeight));
  canvas.width = Math.max(1, Math.round(cutWidth * scale));
  canvas.height = Math.max(1, Math.round(cutHeight * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(source, (width - cutWidth) / 2, (height - cutHeight) / 2, cutWidth, cutHeight,
    0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function middle(width, height, part) {
  const side = Math.min(width, height) * part;
  return [Math.min(width, side * 1.5), Math.min(height, side * 1.2)];
}

/** The camera shown in `video`; onRead is called with every reading until stop(). */
export class Camera {
  #stream = null;
  #canvas = document.createElement('canvas');
  #run = 0;

  constructor(video, decoder, onRead) {
    this.video = video;
    this.decoder = decoder;
    this.onRead = onRead;
  }

  get running() { return this.#stream !== null; }

  /** Starts the given camera, or the one at the back. Throws CameraRefused. */
  async start(deviceId) {
    this.stop();
    const run = this.#run;
    const stream = await openCamera(deviceId);
    if (run !== this.#run) {
      for (const track of stream.getTracks()) track.stop();
      return;
    }
    this.#stream = stream;
    this.video.srcObject = stream;
    await this.video.play().catch(() => { /* stopped while it was starting: nothing to show */ });
    this.#look(run);
  }

  stop() {
    this.#run += 1;
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.video.srcObject = null;
  }

  /** The cameras to choose from, [{id, label}], and the id of the one in use. */
  async choices() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const cameras = devices.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId);
    return { cameras: cameras.map(({ deviceId, label }) => ({ id: deviceId, label })), current: this.#settings().deviceId };
  }

  get hasTorch() { return Boolean(this.#track()?.getCapabilities?.().torch); }

  get torch() { return Boolean(this.#settings().torch); }

  async setTorch(on) { await this.#track()?.applyConstraints({ advanced: [{ torch: on }] }); }

  #track() { return this.#stream?.getVideoTracks()[0]; }

  #settings() { return this.#track()?.getSettings?.() ?? {}; }

  async #look(run) {
    let whole = false; // every other frame is looked at whole, for a code outside the middle
    while (run === this.#run) {
      const { videoWidth, videoHeight } = this.video;
      if (videoWidth && !document.hidden) {
        const frame = drawn(this.video, videoWidth, videoHeight, whole ? 1 : CROP, LONGEST_SIDE, this.#canvas);
        whole = !whole;
        const found = await this.decoder(frame);
        if (run === this.#run && found.length) this.onRead(found);
      }
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
  }
}

async function openCamera(deviceId) {
  if (!window.isSecureContext) throw new CameraRefused('insecure');
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraRefused('missing');
  const wanted = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: 'environment' } };
  const size = { width: { ideal: LONGEST_SIDE }, height: { ideal: 720 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...wanted, ...size } });
  } catch (error) {
    throw new CameraRefused(REASONS[error.name] ?? 'failed', error);
  }
}
