// Pieces that several modes show: a batch in words, its facts, a list of lines.

import { display } from '../label_code.js';
import { button, el, icon } from './dom.js';
import { amount, booked, day, named, say } from './words.js';

const SOON_DAYS = 60;

/** What a batch is: the item's name and specification. */
export function batchTitle(view, batch) {
  return [named(view.item(batch)), batch.specification].filter(Boolean).join(' · ');
}

const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** Why somebody should look twice: [{tone, sign, words}] of state, expiry and restriction. */
export function warnings(batch) {
  const found = [];
  if (batch.state === 'held') found.push({ tone: 'attention', sign: 'hold', words: say('state_held') });
  if (batch.state === 'blocked') found.push({ tone: 'wrong', sign: 'blocked', words: say('state_blocked') });
  if (batch.expires_on) {
    const left = Math.round((Date.parse(batch.expires_on) - Date.parse(today())) / 864e5);
    if (left < 0) found.push({ tone: 'wrong', sign: 'now', words: say('expired_on', { day: day(batch.expires_on) }) });
    else if (left <= SOON_DAYS) found.push({ tone: 'attention', sign: 'clock', words: say('expires_soon', { num: left, day: day(batch.expires_on) }) });
  }
  if (batch.restricted) found.push({ tone: 'attention', sign: 'tag', words: say('is_restricted') });
  return found;
}

/** The worst of the warnings' tones. */
export function toneOf(batch) {
  const tones = warnings(batch).map(({ tone }) => tone);
  return ['wrong', 'attention'].find((tone) => tones.includes(tone)) ?? 'ok';
}

/** What stands under the title when a box was read: code, lot, expiry. */
export function batchLine(batch) {
  return [batch.lot && say('lot_is', { lot: batch.lot }), batch.expires_on && say('expires_is', { day: day(batch.expires_on) })].filter(Boolean).join(' · ');
}

/** A batch as a list of facts. */
export function facts(rows) {
  return el('dl', { class: 'ph-facts' }, rows.filter(([, value]) => value).map(([label, value]) => el('div', {}, el('dt', {}, label), el('dd', {}, value))));
}

export function batchFacts(view, batch) {
  const where = view.places(batch.id).map(({ location, quantity, reserved }) => el('span', { class: 'ph-place' },
    el('strong', {}, location.code), ' ', booked(quantity, batch.unit), reserved ? el('span', { class: 'ph-dim' }, ` (${say('reserved_of_it', { amount: amount(reserved, batch.unit) })})`) : null));
  return [
    el('ul', { class: 'ph-warnings' }, warnings(batch).map(({ tone, sign, words }) => el('li', { class: `tone-${tone}` }, icon(sign), el('span', {}, words)))),
    facts([
      [say('where'), where.length ? where : say('none_here')],
      [say('lot'), batch.lot ?? say('not_known')],
      [say('expiry'), batch.expires_on ? day(batch.expires_on) : say('not_known')],
      [say('produced'), batch.produced_on && day(batch.produced_on)],
      [say('source'), batch.source_label],
      [say('code'), display(batch.code)],
    ]),
  ];
}

/** A list whose rows are buttons: [{title, text, end, mark, run, key}]. */
export function rows(lines, label) {
  return el('ul', { class: 'ph-rows', 'aria-label': label }, lines.map((line) => el('li', {}, rowOf(line))));
}

function rowOf({ title, text, end, sign, tone = '', run, key, current }) {
  const inside = [sign && icon(sign, `ph-mark ${tone}`), el('span', { class: 'ph-row-words' }, el('strong', {}, title), text && el('span', { class: 'ph-dim' }, text)), end && el('span', { class: 'ph-row-end' }, end)];
  return run
    ? el('button', { type: 'button', class: 'ph-row', 'data-key': key ?? title, 'aria-current': current ? 'true' : null, on: { click: run } }, inside)
    : el('div', { class: 'ph-row' }, inside);
}

/** A line with a way to take it out. */
export function removable(row, words, run) {
  return el('div', { class: 'ph-removable' }, rowOf(row), button(words, run, { kind: 'ph-icon-only', sign: 'cross', key: `remove ${row.key ?? row.title}`, 'aria-label': `${words}: ${row.title}` }));
}

/** A quiet sentence. */
export const quiet = (words) => el('p', { class: 'ph-dim' }, words);

export const heading = (words) => el('h2', { class: 'ph-h2' }, words);

/** An item's names in both languages, for the list of what was done: it is read again in the other one. */
export const namesOf = ({ name_en, name_zh }) => ({ name_en, name_zh });
