// Sends the pictures of deliveries after their actions. The same picture again changes nothing on the server, so that a
// lost answer means sending it again.

import { digest } from './pad.js';

const LATER = ['delivery-not-yet', 'busy', 'too-many-requests', 'too-many-pictures-wait'];

/** Sends what waits of a person; answers 'done', 'token', 'sign-in', 'ended' or 'later'. Throws NoSignal. */
export async function sendPictures(store, api, actor, told = () => {}) {
  let left = 'done';
  for (const picture of await store.picturesToSend(actor)) {
    const answer = await api.proof(picture, await digest(picture.bytes), base64(picture.bytes));
    const next = await noted(store, picture, answer);
    told();
    if (['token', 'sign-in', 'ended'].includes(next)) return next;
    if (next === 'later') left = 'later';
  }
  return left;
}

async function noted(store, picture, { status, body }) {
  if (status === 200) { await store.pictureSent(picture); return 'done'; }
  if (body?.code === 'access-ended') return 'ended';
  if (status === 401) return 'sign-in';
  if (status === 400) return 'token';
  if (LATER.includes(body?.code)) return body.code === 'delivery-not-yet' ? 'done' : 'later';
  if (status >= 500 || status === 429) return 'later';
  await store.pictureRefused(picture, body?.detail ?? body?.title ?? String(status));
  return 'done';
}

/** Leaves what waits of a person whose access was ended with a manager. Answers how many were left and how many will
 *  never be taken; null when it has to be tried again. Throws NoSignal. */
export async function leavePictures(store, api, actor, deviceKey) {
  const found = { left: 0, gone: 0 };
  for (const picture of await store.picturesWaiting(actor)) {
    const { status, body } = await api.leavePicture(picture, await digest(picture.bytes), base64(picture.bytes), deviceKey);
    const again = status >= 500 || [400, 404, 429].includes(status) || (LATER.includes(body?.code) && body.code !== 'delivery-not-yet');
    if (again) return null;
    found[status === 200 ? 'left' : 'gone'] += 1;
    if (status === 200) await store.pictureSent(picture);
  }
  return found;
}

function base64(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
