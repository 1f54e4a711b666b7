// What the text of any scanner says, without a signal: the same rules as inventory/gs1.py, which says where they stand
// in the GS1 standards. Change both; one table tests both. A damaged code says what is wrong and nothing else.

import { codeIn } from '../label_code.js';
import { hasForm, identifierAt, PATTERNS, PREDEFINED } from './gs1_identifiers.js';

const GS = '\x1d';
const BLANK = /^[ \t\r\n\u00a0\u3000\ufeff]+|[ \t\r\n\u00a0\u3000\ufeff]+$/g;
const BLANK_OR_GS = /^[ \t\r\n\u00a0\u3000\ufeff\x1d]+|[ \t\r\n\u00a0\u3000\ufeff\x1d]+$/g;
const SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;
const GS1_SYMBOLOGIES = [']C1', ']e0', ']d2', ']Q3', ']J1'];
const STAND_INS = /\{GS\}|<GS>|\[GS\]|\^\]|\\x1[dD]|\u241d|\||~|\^/g; // what keyboard scanners send for the separator
const BARE_ELEMENTS = /^0[0123][0-9]{13}/;
// eslint-disable-next-line no-control-regex
const LINK = /^https?:\/\/[^/\x00-\x20?#]+(\/[^\x00-\x20?#]*)?(?:\?([^\x00-\x20#]*))?(?:#[^\x00-\x20]*)?$/i;
const DIGITS = /^[0-9]+$/;
const CSET_82 = /^[!%-?A-Z_a-z"]+$/;

const each = (value, ...names) => names.map((name) => [name, value]);
const DATES = ['11', '12', '13', '15', '16', '17'];
const CHECKED = new Map([
  ...each(14, '01', '02', '03', '8003', '8006', '8026'), ...each(18, '00', '8017', '8018'), ...each(17, '402'),
  ...each(13, '253', '255', '410', '411', '412', '413', '414', '415', '416', '417'),
]);
const SIZES = new Map([
  ...each([14, 14], '01', '02', '03'), ...each([6, 6], ...DATES), ...each([18, 18], '00'), ...each([1, 20], '10', '21'),
  ...each([1, 8], '30', '37'), ...each([10, 10], '7003'),
]);
const UPC_E_OF = new Map([[']E0', '01'], [']X0', '01'], ['', '0']]); // number systems by what the scanner says
const OTHER_SHORT_FORM = /^(...[012]..3|....0.4|.....0[5-9])/;
const EXCLUDE = [['01', '02'], ['01', '37'], ['01', '03'], ['02', '03']];
const LINK_KEYS = new Map([
  ...each(['22', '10', '21'], '01', '8006'), ...each([], '00', '253', '255', '401', '402', '8003', '8013'), ['414', ['254']],
  ...each(['7040'], '417', '8004'), ['8010', ['8011']], ...each(['8019'], '8017', '8018'),
]);
const EMPTY = { code: '', gtin14: '', contained: false, lot: '', expires_on: null, produced_on: null, best_before: null,
  serial: '', count: null, sscc: '', faults: [] };

class Damaged extends Error {
  constructor(kind, ai = '', text = '') {
    super(kind);
    this.fault = { kind, ai, text };
  }
}

/** {carrier: 'label' | 'retail' | 'elements' | 'link' | 'other', code, gtin14, contained, lot, expires_on, produced_on,
 *  best_before, serial, count, sscc, faults: [{kind, ai, text}]}; days as YYYY-MM-DD. `year` decides the century. */
export function read(text, year = new Date().getFullYear()) {
  const plain = text.normalize('NFKC').replace(BLANK, '');
  try {
    return { ...EMPTY, ...said(plain, year) };
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    return { ...EMPTY, carrier: meant(plain), faults: [error.fault] };
  }
}

/** The text without the symbology that a scanner put before it. */
export const bodyOf = (text) => text.replace(SYMBOLOGY, '');

/** The day for a form's expiry date: the expiry, else the best-before date. */
export const usableUntil = ({ expires_on: expiry, best_before: best }) => expiry ?? best;

/** Whether a number's prefix says that it means something only within one shop (restricted circulation). */
export function isInternal(gtin14) {
  if (gtin14.startsWith('000000')) return /^[02]/.test(gtin14.slice(6));
  return gtin14.startsWith('0') && /^(02|04|2)/.test(gtin14.slice(1));
}

const isGs1 = (plain) => GS1_SYMBOLOGIES.some((symbology) => plain.startsWith(symbology));

function meant(plain) {
  const body = plain.replace(SYMBOLOGY, '');
  if (LINK.test(body)) return 'link';
  return DIGITS.test(body) && body.length <= 14 && !isGs1(plain) ? 'retail' : 'elements';
}

function said(plain, year) {
  const symbology = SYMBOLOGY.exec(plain)?.[0] ?? '';
  const body = plain.slice(symbology.length);
  if (isGs1(plain)) return together(elements(body), year, 'elements');
  if (DIGITS.test(body) && [8, 12, 13, 14].includes(body.length)) return digits(body, symbology);
  const code = codeIn(body);
  if (code) return { carrier: 'label', code };
  const link = LINK.exec(body);
  if (link) return ofLink(link[1] ?? '', link[2] ?? '', year);
  if (/^\([0-9]{2,4}\)/.test(body)) return together(inParentheses(body), year, 'elements');
  if (!symbology && (body.includes(GS) || BARE_ELEMENTS.test(body))) return together(elements(body), year, 'elements');
  return { carrier: 'other' };
}

// Digits alone: a label code of ours has a letter

const allZero = (text) => /^0*$/.test(text);

export function checkDigitRight(text) {
  return [...text].reverse().reduce((sum, digit, place) => sum + Number(digit) * (place % 2 ? 3 : 1), 0) % 10 === 0;
}

function digits(body, symbology) {
  const systems = body.length === 8 ? UPC_E_OF.get(symbology) : undefined;
  const short = systems ? upcExpanded(body, systems) : null;
  const right = checkDigitRight(body) && !allZero(body);
  if (short && right && symbology !== ']E0') throw new Damaged('two-ways', '', body);
  if (right || short) return { carrier: 'retail', gtin14: (short ?? body).padStart(14, '0') };
  throw new Damaged('check-digit', '', body);
}

/** The 12 digits of UPC-A that 8 digits of UPC-E of one of these number systems shorten, or null. */
export function upcExpanded(body, systems = '01') {
  if (!systems.includes(body[0]) || OTHER_SHORT_FORM.test(body)) return null; // each number has one short form only
  const [a, b, c, d, e, last] = body.slice(1, 7);
  let middle = `${a}${b}${c}${d}${e}0000${last}`;
  if ('012'.includes(last)) middle = `${a}${b}${last}0000${c}${d}${e}`;
  else if (last === '3') middle = `${a}${b}${c}00000${d}${e}`;
  else if (last === '4') middle = `${a}${b}${c}${d}00000${e}`;
  const full = `${body[0]}${middle}${body[7]}`;
  return checkDigitRight(full) && !allZero(full) ? full : null;
}

// Element strings

function elements(body) {
  let text = body.replace(STAND_INS, GS);
  if (text.startsWith(GS)) text = text.slice(1);
  const found = [];
  for (let at = 0; at < text.length || !found.length;) {
    const ai = identifierAt(text.slice(at));
    if (ai === null) throw new Damaged('unknown-ai', '', text.slice(at, at + 12).replaceAll(GS, ' '));
    const start = at + ai.length;
    const size = PREDEFINED[ai.slice(0, 2)];
    const stop = size ? at + size : text.indexOf(GS, start);
    const end = stop < 0 ? text.length : stop;
    const [value] = text.slice(start, end).split(GS);
    check(ai, value);
    if (!size && !text.includes(GS)) unhidden(ai, value);
    found.push([ai, value]);
    at = text[end] === GS ? end + 1 : end;
  }
  return found;
}

// Without a single separator the last entry may have swallowed others.
function unhidden(ai, value) {
  for (const date of DATES) {
    if (new RegExp(`.${date}[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01])`).test(value)) throw new Damaged('separator', ai, value);
  }
  const number = /.0[12]([0-9]{14})/.exec(value);
  if (number && checkDigitRight(number[1])) throw new Damaged('separator', ai, value);
}

function inParentheses(body) {
  const parts = body.split(/\(([0-9]{2,4})\)/).slice(1);
  const pairs = [];
  for (let place = 0; place < parts.length; place += 2) pairs.push([parts[place], parts[place + 1].replace(BLANK_OR_GS, '')]);
  for (const [ai, value] of pairs) {
    if (!Object.hasOwn(PATTERNS, ai)) throw new Damaged('unknown-ai', '', `(${ai})`);
    check(ai, value);
  }
  return pairs;
}

function check(ai, value) {
  if (SIZES.has(ai)) {
    const [least, most] = SIZES.get(ai);
    const length = [...value].length;
    if (length < least || length > most) throw new Damaged('length', ai, value);
    if (!(ai === '10' || ai === '21' ? CSET_82 : DIGITS).test(value)) throw new Damaged('character', ai, value);
  } else if (!value || !hasForm(ai, value)) throw new Damaged('format', ai, value);
  const checked = value.slice(0, CHECKED.get(ai) ?? 0);
  if (checked && (!checkDigitRight(checked) || allZero(checked))) throw new Damaged('check-digit', ai, value);
}

// YYMMDD; day 00 is the last day of the month, the century puts the year between 49 before and 50 after the present.
function dayOf(ai, value, year) {
  const [own, month, day] = [0, 2, 4].map((at) => Number(value.slice(at, at + 2)));
  const gap = own - (year % 100);
  let century = year - (year % 100);
  if (gap > 50) century -= 100;
  else if (gap < -49) century += 100;
  if (month < 1 || month > 12) throw new Damaged('date', ai, value);
  const last = new Date(Date.UTC(century + own, month, 0)).getUTCDate();
  if (day > last) throw new Damaged('date', ai, value);
  return [century + own, month, day || last].map((number) => String(number).padStart(2, '0')).join('-');
}

// GS1 Digital Link

function ofLink(path, query, year) {
  const parts = path.split('/').slice(1);
  let at = parts.length - 2;
  while (at >= 0 && !(LINK_KEYS.has(parts[at]) && (parts.length - at) % 2 === 0)) at -= 1;
  if (at < 0 || (parts[at] === '01' && !/^[0-9]{6,}$/.test(parts[at + 1]))) return { carrier: 'other' };
  const pairs = [];
  for (let place = at; place < parts.length; place += 2) pairs.push([parts[place], decoded(parts[place + 1])]);
  inOrder(parts[at], pairs.slice(1).map(([ai]) => ai), path);
  for (const part of query.split(/[&;]/)) {
    const [name, ...value] = part.split('=');
    if (DIGITS.test(name)) pairs.push([name, decoded(value.join('=').replaceAll('+', ' '))]);
  }
  return together(pairs.map(([ai, value]) => [ai, inLink(ai, value)]), year, 'link');
}

function inOrder(key, given, path) {
  const allowed = LINK_KEYS.get(key).filter((ai) => given.includes(ai));
  if (given.join() !== allowed.join() && !(key === '01' && given.join() === '235')) throw new Damaged('address', '', path.slice(0, 60));
}

function decoded(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Damaged('address', '', value.slice(0, 60));
  }
}

function inLink(ai, given) {
  if (!Object.hasOwn(PATTERNS, ai)) throw new Damaged('unknown-ai', '', ai);
  const value = ai === '01' && DIGITS.test(given) && [8, 12, 13].includes(given.length) ? given.padStart(14, '0') : given;
  check(ai, value);
  return value;
}

// What the elements say together

function together(pairs, year, carrier) {
  const told = {};
  for (const [ai, value] of pairs) {
    told[`ai${ai}`] ??= value;
    if (told[`ai${ai}`] !== value) throw new Damaged('repeated', ai);
  }
  for (const [one, other] of EXCLUDE) {
    if (told[`ai${one}`] !== undefined && told[`ai${other}`] !== undefined) throw new Damaged('pair', one, `(${other})`);
  }
  const days = {};
  for (const ai of [...DATES, '7003']) if (told[`ai${ai}`] !== undefined) days[`ai${ai}`] = dayOf(ai, told[`ai${ai}`], year);
  const count = told.ai37 ?? told.ai30;
  return { carrier, gtin14: told.ai01 ?? told.ai02 ?? told.ai03 ?? '', contained: told.ai02 !== undefined, lot: told.ai10 ?? '',
    expires_on: days.ai17 ?? days.ai7003 ?? null, produced_on: days.ai11 ?? null, best_before: days.ai15 ?? null,
    serial: told.ai21 ?? '', count: count === undefined ? null : Number(count), sscc: told.ai00 ?? '' };
}
