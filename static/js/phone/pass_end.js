// A day pass ends by the phone's own clock, also without a signal: work stops, and nothing readable stays on the device.

const LOOK = 5_000;

/** How many milliseconds a pass still runs, by the server's clock as it was last heard; null without a pass. */
function left(phone) {
  return phone?.day_pass ? Date.parse(phone.day_pass.until) - Date.now() - (phone.clock ?? 0) * 1000 : null;
}

const over = (phone) => { const time = left(phone); return time !== null && time <= 0; };

/** Before anything is shown: a page opened after the end shows nothing any more. */
export async function sealIfOver(store, sync) {
  const phone = await store.get('phone');
  if (over(phone)) await sync.seal(phone.day_pass.until);
}

/** Watches the clock while the page is open. */
export function endInTime(app) {
  const look = () => {
    if (!over(app.phone)) return;
    closeAll(); // what waits for an answer would keep the turn
    app.inTurn(() => end(app));
  };
  setInterval(look, LOOK);
  document.addEventListener('visibilitychange', look);
  app.addEventListener('mode', look);
}

function closeAll() {
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
}

async function end(app) {
  if (!over(app.phone)) return;
  await app.sync.seal(app.phone.day_pass.until);
  closeAll();
  app.sealed = await app.store.get('sealed');
  await app.remember();
  app.hush();
  app.draw();
  app.sync.kick();
}
