// Signing out: what was not sent is not lost without a warning, and nothing readable is left on the device.

/** Whether the person may go now; then the device is wiped. `ask(num)` answers 'send', 'lose' or 'stay'; `send()` tries
 *  to send what waits. */
export async function leave({ store, actor, ask, send }) {
  for (;;) {
    const waiting = (await store.actions(actor)).filter(({ status }) => status === 'waiting').length;
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
  const others = await store.unsentOfOthers(actor);
  await store.wipe();
  const transaction = store.db.transaction('actions', 'readwrite', { durability: 'strict' });
  for (const each of others) transaction.store.put(each);
  await transaction.done;
}
