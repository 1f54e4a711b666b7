// What a text that was read is, seen against the data of the chosen site. Nothing is guessed: a code whose check
// symbol or digit is wrong is none of ours, and a good one that this phone does not know is said to be unknown.

import { checkProblem, codeIn, normalise } from '../label_code.js';
import { retailDigitsCheck } from '../scanner.js';

const NUMBER = /^[A-Z]{1,6}-\d{8}-[0-9A-Z]{5}$/;

/** {is, text, ...}: 'batch', 'revoked', 'location', 'dispatch', 'arrival', 'consignment' (with line), 'item', 'gtin',
 *  'unknown' (a good label code), 'mistyped' (with problem) or 'strange'. */
export function understand(text, view) {
  const plain = text.trim();
  const code = codeIn(plain);
  if (code) return { text: plain, code, ...(view?.byCode(code) ?? { is: 'unknown' }) };
  const paper = plain.normalize('NFKC').toUpperCase();
  if (NUMBER.test(paper)) return { text: plain, code: paper, ...(view?.byNumber(paper) ?? { is: 'strange' }) };
  if (retailDigitsCheck(plain)) {
    const gtin = plain.padStart(14, '0');
    const item = view?.byGtin(gtin);
    return item ? { is: 'item', text: plain, gtin, item } : { is: 'gtin', text: plain, gtin };
  }
  const problem = /[:/]/.test(plain) ? null : checkProblem(plain);
  return problem && looksTyped(plain) ? { is: 'mistyped', text: plain, problem } : { is: 'strange', text: plain };
}

function looksTyped(text) {
  const length = [...normalise(text)].length;
  return length >= 10 && length <= 18;
}
