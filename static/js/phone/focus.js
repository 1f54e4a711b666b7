// Who works with the keyboard alone never loses the focus: where the thing that had it is gone, it goes to what comes
// next. Where a hand is, it stays; a touch beside everything is left alone.

const PLACES = ['act', 'body', 'answer', 'notices', 'done'];
const part = (id) => document.getElementById(id);
const shown = (element) => element.getClientRects().length > 0;

let last = null; // {element, place} that had the focus

/** Watches who has the focus; `app` tells when the page was drawn anew. To be called once everything else listens. */
export function keepFocus(app) {
  document.addEventListener('focusin', ({ target }) => { last = { element: target, place: target.closest(PLACES.map((id) => `#${id}`).join())?.id }; });
  app.addEventListener('draw', found);
  document.addEventListener('close', () => queueMicrotask(closed), true); // of a dialog
}

// Chromium gives the focus back to a field without its cursor, and what is typed then goes nowhere.
function closed() {
  const { activeElement: field } = document;
  if (field.matches('input')) { field.blur(); field.focus({ preventScroll: true }); }
  found();
}

// After the last act comes the next code; inside of what was chosen the way goes on there.
function found() {
  const { activeElement } = document;
  const dialog = document.querySelector('dialog[open]');
  if (activeElement !== document.body || !last || shown(last.element)) return;
  if (dialog) return focusIn(dialog);
  const main = part('act').querySelector('.ph-main');
  if (last.place === 'body' && part('body').childElementCount) return put(part('body'));
  if (last.place === 'act' && main) return put(main);
  return put(part('code'));
}

function put(element) { element.focus({ preventScroll: element.id === 'code' }); }

/** The focus into a dialog whose content is new: to its first field, else to what can be pressed first. */
export function focusIn(dialog) {
  if (dialog.contains(document.activeElement)) return;
  (dialog.querySelector('input, select, textarea') ?? dialog.querySelector('.ph-dialog-head ~ * button, button'))?.focus();
}
