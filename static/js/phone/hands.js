// Nothing is taken away from under a hand: not the button that is being pressed, for then the press would be lost, and by
// what comes by itself, such as the server's answers, neither what a finger rests on nor the field that somebody is at.

const CONTROL = 'button, a, summary, label, input, select, textarea';
const LONGEST = 1000; // a press that takes longer is none, or its end was not seen
const fingers = new Set();
const waiting = new Set();
let control = null; // what is being pressed

function free() {
  fingers.clear();
  control = null;
  const due = [...waiting];
  waiting.clear();
  for (const draw of due) draw();
}

document.addEventListener('pointerdown', ({ isPrimary, pointerId, target }) => {
  if (isPrimary) fingers.clear(); // one that was never seen to leave
  fingers.add(pointerId);
  control = target.closest?.(CONTROL);
}, true);
document.addEventListener('click', ({ target }) => {
  if (control?.contains(target)) control = null; // the press has arrived: what it does is drawn at once
}, true);
for (const name of ['pointerup', 'pointercancel']) {
  document.addEventListener(name, ({ pointerId }) => {
    fingers.delete(pointerId);
    if (!fingers.size) setTimeout(() => { if (!fingers.size) free(); }); // the press itself comes first
  }, true);
}
window.addEventListener('blur', free);

/** Draws now, or once no finger is on the page. */
export function whenFree(draw) {
  if (fingers.size) waiting.add(draw);
  else draw();
}

/** Draws now, or once the press of what is under a finger has arrived: drawn anew in between, it would be lost. */
export function afterPress(draw) {
  if (!control?.isConnected) return draw();
  waiting.add(draw);
  setTimeout(() => { if (waiting.delete(draw)) draw(); }, LONGEST);
}

/** Whether somebody types or chooses in a place. */
export function isAtField(place) {
  const { activeElement } = document;
  return place.contains(activeElement) && activeElement.matches('input:not([type=file]), select, textarea');
}
