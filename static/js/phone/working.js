// Without a signal the page itself comes from the device: the service worker keeps it, and says when there is a new one.

import { addresses, language } from './page.js';

export async function keepWorking(app) {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const had = Boolean(serviceWorker.controller);
  serviceWorker.addEventListener('controllerchange', () => {
    if (!had) return;
    app.update = true;
    app.drawLater();
  });
  try {
    await serviceWorker.register(addresses.worker, { scope: addresses.root });
    const { active } = await serviceWorker.ready;
    active.postMessage({ language, opened: performance.timeOrigin });
    await navigator.storage?.persist?.();
    document.documentElement.dataset.kept = 'true';
  } catch (error) {
    console.warn('this page will not open without a signal', error);
  }
}
