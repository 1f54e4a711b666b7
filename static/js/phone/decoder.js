// The decoder works beside the page, so that the page stays quick while it looks at a picture.

import { addresses } from './page.js';

/** await decoder(imageData) gives [{rawValue, format}]; one picture after another. */
export async function loadDecoder() {
  const worker = new Worker(new URL('./decoder_worker.js', import.meta.url), { type: 'module' });
  const waiting = [];
  const failed = new Promise((_resolve, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'the decoder could not be loaded')), { once: true });
  });
  failed.catch(() => { /* told to who waits */ });
  worker.addEventListener('message', ({ data }) => waiting.shift()?.(data));
  const ask = (message, transfer) => Promise.race([failed, new Promise((resolve) => {
    waiting.push(resolve);
    worker.postMessage(message, transfer);
  })]);
  const loaded = await ask({ folder: new URL(addresses.decoder, document.baseURI).href }, []);
  if (loaded.error) {
    worker.terminate();
    throw new Error(loaded.error);
  }
  return async (image) => (await ask({ image }, [image.data.buffer])).found ?? [];
}
