// Signing out: what was not sent is not lost without a warning, and nothing readable is left on the device.

/** Whether the person `actor` may go now; then the device is wiped. `ask(num)` answers 'send', 'lose' or 'stay'; `send()` tries
 *  to send what waits. */
export async function leave({ store, actor, ask, send }) {
  for (;;) {
    const all = [...(await store.actions(actor)), ...(await store.pictures(actor))];
    const waiting = all.filter(({ status }) => status === 'waiting').length;
    if (!waiting) break;
    const answer = await ask(waiting);
    if (answer === 'stay') return false;
    if (answer === 'lose') break;
    await send();
  }
  await wiped(store, actor);
  return true;
}

// What another person has not sent yet stays for them.
async function wiped(store, actor) {
  await store.wipe(await store.unsentOfOthers(actor), await store.picturesOfOthers(actor));
}
