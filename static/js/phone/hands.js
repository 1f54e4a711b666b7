// What comes by itself, such as the server's answers, takes nothing away from under a hand: neither the button that a
// finger is on, for then the press would be lost, nor the field that somebody is at.

const fingers = new Set();
const waiting = new Set();

function free() {
  fingers.clear();
  const due = [...waiting];
  waiting.clear();
  for (const draw of due) draw();
}

document.addEventListener('pointerdown', ({ isPrimary, pointerId }) => {
  if (isPrimary) fingers.clear(); // one that was never seen to leave
  fingers.add(pointerId);
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

/** Whether somebody types or chooses in a place. */
export function isAtField(place) {
  const { activeElement } = document;
  return place.contains(activeElement) && activeElement.matches('input:not([type=file]), select, textarea');
}
