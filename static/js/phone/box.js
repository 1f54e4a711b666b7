// What a maker's code says of a box, for the entry of a line: it fills what is empty and overwrites nothing.

import { usableUntil } from './gs1.js';
import { day, say } from './words.js';

const plain = (text) => (text ?? '').trim().toLowerCase();

/** Whether two lots are the same but for blanks and capitals. */
export const sameLot = (one, other) => Boolean(one) && plain(one) === plain(other);

const told = (box) => [['lot', box?.lot || ''], ['expires_on', (box && usableUntil(box)) ?? ''], ['produced_on', box?.produced_on ?? '']].filter(([, value]) => value);

/** Lot and dates in words. */
export function boxLine(box) {
  const dates = { expires_on: 'expires_is', produced_on: 'produced_is' };
  return told(box).map(([name, value]) => (name === 'lot' ? say('lot_is', { lot: value }) : say(dates[name], { day: day(value) }))).join(' · ');
}

/** Where the box says something else than what was typed: [{typed, words}]. */
export function differences(given, box) {
  const show = (name, value) => (name === 'lot' ? value : day(value));
  return told(box).filter(([name, value]) => given[name] && plain(given[name]) !== plain(value))
    .map(([name, value]) => ({ typed: show(name, given[name]), words: say('box_says', { value: show(name, value) }) }));
}

/** Puts what the box says where nothing was typed. */
export function fill(given, box) {
  for (const [name, value] of told(box)) given[name] ||= value;
}

/** How many of a line's unit one scan of this barcode is: 1 where nobody said what it stands for; null where it is no
 *  whole number of them. */
export function perScan(item, gtin, unit) {
  const pack = item.gtin_units?.[gtin];
  if (!pack || pack === unit) return 1;
  const base = (name) => {
    if (name === item.base_unit) return 1;
    const known = item.units.find((each) => each.unit === name);
    return known?.same_as ? base(known.same_as) : known?.base_per_unit ?? null;
  };
  const [held, wanted] = [base(pack), base(unit)];
  return held && wanted && held % wanted === 0 ? held / wanted : null;
}
