// Label codes on the phone: the same rule as core/codes.py (14 symbols of Crockford's base 32, the last one a check
// symbol over GF(32)), so that a typing mistake is answered before any request is sent.

export const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const CODE_LENGTH = 14;

const POLYNOMIAL = 0b100101;
const SYMBOLOGY = /^\s*\][A-Za-z][0-9A-Za-z]/;
const LABEL_PATH = /^\s*[a-z][a-z0-9+.-]*:\/\/[^/\s?#]+(?:\/[^\s?#]*)?\/(?:b|trace)\/([^/\s?#]+)\/?(?:[?#]\S*)?\s*$/i;
const LOOK_ALIKE = { O: '0', I: '1', L: '1' };

/** The text as it is stored: full-width forms made plain, capitals, no spaces or hyphens, O as 0, I and L as 1. */
export function normalise(text) {
  return text.normalize('NFKC').toUpperCase()
    .replace(/[\s\-‐-―−_.·]+/gu, '')
    .replace(/[OIL]/g, (symbol) => LOOK_ALIKE[symbol]);
}

function timesA(value) {
  const doubled = value << 1;
  return doubled & 32 ? doubled ^ POLYNOMIAL : doubled;
}

function checks(code) {
  let total = 0;
  for (const symbol of [...code].reverse()) total = timesA(total ^ ALPHABET.indexOf(symbol));
  return total === 0;
}

/** What is wrong with a typed code: {kind: 'character' | 'length' | 'check', length, wanted, characters}, or null. */
export function checkProblem(text) {
  const code = normalise(text);
  const symbols = [...code];
  const characters = [...new Set(symbols.filter((symbol) => !ALPHABET.includes(symbol)))].join('');
  const problem = (kind) => ({ kind, length: symbols.length, wanted: CODE_LENGTH, characters });
  if (characters) return problem('character');
  if (symbols.length !== CODE_LENGTH) return problem('length');
  return checks(code) ? null : problem('check');
}

/** The label code in a reading: a label's or a donor slip's address on any host, or the bare code, also behind the
 *  symbology identifier that scanners can put before it; null if it is neither. */
export function codeIn(text) {
  const plain = text.replace(SYMBOLOGY, '');
  const address = LABEL_PATH.exec(plain);
  const candidate = address ? address[1] : plain;
  return checkProblem(candidate) ? null : normalise(candidate);
}

/** The code in groups for people to read: XXXX-XXXX-XXXX-XX. */
export function display(code) {
  return (code.match(/.{1,4}/g) ?? []).join('-');
}
