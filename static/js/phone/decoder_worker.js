// Reads codes out of pictures, away from the page. First message: where the decoder lies; then pictures, one by one.

import { loadDecoder } from '../scanner.js';

let decoder = null;

addEventListener('message', async ({ data }) => {
  try {
    if (data.folder) {
      decoder = await loadDecoder(data.folder);
      postMessage({ ready: true });
    } else {
      const found = await decoder(data.image);
      postMessage({ found: found.map(({ rawValue, format }) => ({ rawValue, format })) });
    }
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
