// What was done, in words, from what was kept with it.

import { amount, hasWords, named, say } from './words.js';

/** One line about an action. */
export function describe({ kind, summary = {} }) {
  const goods = summary.item ? named(summary.item) : '';
  const places = { goods, number: summary.number ?? '', from: summary.from ?? '', to: summary.to ?? '', amount: summary.quantity === undefined ? '' : amount(summary.quantity, summary.unit ?? '') };
  if (kind === 'undo') return say('did_undo', { what: describe({ kind: summary.of, summary }) });
  const words = say(hasWords(`did_${kind}`) ? `did_${kind}` : 'did_something', places);
  return summary.more > 0 ? `${words} ${say('and_more', { num: summary.more })}` : words;
}

export const STATES = {
  waiting: { sign: 'clock', tone: 'attention' },
  done: { sign: 'check', tone: 'ok' },
  conflict: { sign: 'alert', tone: 'wrong' },
  refused: { sign: 'blocked', tone: 'wrong' },
  held: { sign: 'hold', tone: 'attention' },
  taken_back: { sign: 'undo', tone: 'calm' },
};

/** Counts by state; undone ones count for nothing. */
export function tally(actions) {
  const counts = { waiting: 0, done: 0, conflict: 0, refused: 0, held: 0, taken_back: 0 };
  for (const { status } of actions) counts[status] += 1;
  return counts;
}
