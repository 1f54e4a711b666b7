// Signing out from any page: what the phone has not sent yet is not lost without a warning, and nothing readable stays.
// Words come from the form: data-leave-title (with {count}), -text, -send, -lose, -stay, and -scan, where it is sent;
// -actor is who signs out: what others have not sent from this phone stays.

import { leave } from './phone/leaving.js';
import { NAME, openStore } from './phone/store.js';

/** Signs out by sending the form, once the person may go. */
export async function signOut(form) {
  if (await mayGo(form)) HTMLFormElement.prototype.submit.call(form);
}

async function mayGo(form) {
  const kept = await indexedDB.databases?.().catch(() => null);
  if (kept && !kept.some(({ name }) => name === NAME)) return true;
  const store = await openStore();
  try {
    return await leave({ store, actor: form.dataset.leaveActor, ask: (count) => asked(form, count), send: () => sending(form) });
  } finally {
    store.db.close();
  }
}

function asked(form, count) {
  const words = (name) => (form.dataset[name] ?? '').replaceAll('{count}', count);
  const dialog = document.createElement('dialog');
  dialog.className = 'leave-dialog';
  const title = Object.assign(document.createElement('h2'), { textContent: words('leaveTitle'), id: 'leave-title' });
  const text = Object.assign(document.createElement('p'), { textContent: words('leaveText') });
  const ways = [['send', 'btn btn-primary', words('leaveSend')], ['stay', 'btn btn-quiet', words('leaveStay')], ['lose', 'btn btn-danger', words('leaveLose')]];
  dialog.setAttribute('aria-labelledby', 'leave-title');
  dialog.append(title, text, ...ways.map(([value, kind, word]) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: kind, textContent: word });
    button.addEventListener('click', () => dialog.close(value));
    return button;
  }));
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue || 'stay'); });
    dialog.showModal();
  });
}

// The scan page sends what waits, and shows it: the person signs out there or comes back.
function sending(form) {
  window.location.assign(form.dataset.leaveScan);
  return new Promise(() => { /* this page is being left */ });
}
