// What a text that was read is, seen against the data of the chosen site. Nothing is guessed: a code whose check
// symbol or digit is wrong is none of ours, and a good one that this phone does not know is said to be unknown.

import { checkProblem, codeIn, normalise } from '../label_code.js';
import { bodyOf, isInternal, read } from './gs1.js';

const NUMBER = /^[A-Z]{1,6}-\d{8}-[0-9A-Z]{5}$/;

/** {is, text, ...}: 'batch', 'revoked', 'location', 'dispatch', 'arrival', 'consignment' (with line), 'item' or
 *  'gtin' (with box: what the maker's code says), 'lot' (box without a GTIN), 'damaged' (with fault), 'unknown' (a good
 *  label code), 'mistyped' (with problem) or 'strange'. */
export function understand(text, view) {
  const full = text.trim();
  const plain = bodyOf(full);
  const box = read(text);
  const { code } = box;
  if (code) return { text: plain, code, ...(view?.byCode(code) ?? { is: 'unknown' }) };
  const paper = plain.normalize('NFKC').toUpperCase();
  if (NUMBER.test(paper)) return { text: plain, code: paper, ...(view?.byNumber(paper) ?? { is: 'strange' }) };
  const [fault] = box.faults;
  if (fault) return { is: 'damaged', text: full, fault };
  if (box.gtin14) return ofGoods(full, box, view);
  if (box.lot || box.expires_on || box.best_before || box.produced_on) return { is: 'lot', text: full, box };
  const problem = /[:/]/.test(plain) ? null : checkProblem(plain);
  return problem && looksTyped(plain) ? { is: 'mistyped', text: plain, problem } : { is: 'strange', text: plain };
}

function ofGoods(text, box, view) {
  const gtin = box.gtin14;
  const item = view?.byGtin(gtin);
  return item ? { is: 'item', text, gtin, item, box } : { is: 'gtin', text, gtin, box, internal: isInternal(gtin) };
}

/** What to hear of the texts in one picture: our own labels before everything else; of several makers' numbers none,
 *  but who holds the phone is asked. {hear: [text]} or {ask: [text]}. */
export function sorted(texts) {
  const own = texts.filter((text) => codeIn(text));
  if (own.length) return { hear: own };
  const byGtin = new Map(texts.map((text) => [read(text).gtin14, text]).filter(([gtin]) => gtin));
  return byGtin.size > 1 ? { ask: [...byGtin.values()].sort() } : { hear: texts };
}

function looksTyped(text) {
  const length = [...normalise(text)].length;
  return length >= 10 && length <= 18;
}
