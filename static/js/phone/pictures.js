// Sends the pictures of deliveries after their actions. The same picture again changes nothing on the server, so that a
// lost answer means sending it again.

import { digest } from './pad.js';

const LATER = ['delivery-not-yet', 'busy', 'too-many-requests'];

/** Sends what waits of a person; answers 'done', 'token', 'sign-in' or 'later'. Throws NoSignal. */
export async function sendPictures(store, api, actor, told = () => {}) {
  let left = 'done';
  for (const picture of await store.picturesToSend(actor)) {
    const answer = await api.proof(picture, await digest(picture.bytes), base64(picture.bytes));
    const next = await noted(store, picture, answer);
    told();
    if (next === 'token' || next === 'sign-in') return next;
    if (next === 'later') left = 'later';
  }
  return left;
}

async function noted(store, picture, { status, body }) {
  if (status === 200) { await store.pictureSent(picture); return 'done'; }
  if (status === 401 || body?.code === 'access-ended') return 'sign-in';
  if (status === 400) return 'token';
  if (LATER.includes(body?.code)) return body.code === 'delivery-not-yet' ? 'done' : 'later';
  if (status >= 500 || status === 429) return 'later';
  await store.pictureRefused(picture, body?.detail ?? body?.title ?? String(status));
  return 'done';
}

function base64(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
