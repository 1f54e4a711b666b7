// Two questions about makers' barcodes: which item is this new one, and which of several is meant.

import { takeOver } from './dialogs.js';
import { button, choice, el, field, redraw, typed } from './dom.js';
import { focusIn } from './focus.js';
import { read } from './gs1.js';
import { namesOf, rows } from './parts.js';
import { named, say } from './words.js';

const MOST = 12;

function opened(title, content) {
  const dialog = document.getElementById('ask');
  redraw(dialog, el('div', { class: 'ph-dialog-head' }, el('h2', { class: 'ph-h2', id: 'ask-title' }, title),
    button(say('close'), () => dialog.close(), { kind: 'ph-icon-only', sign: 'cross', 'aria-label': say('close') })), content);
  takeOver(dialog, null);
  if (!dialog.open) dialog.showModal();
  focusIn(dialog);
  return dialog;
}

const plain = (text) => text.normalize('NFKC').toLowerCase();

function matching(app, words) {
  const wanted = plain(words).split(/\s+/);
  return [...app.view.items.values()].filter((item) => wanted.every((word) => plain(`${item.name_en} ${item.name_zh} ${item.code}`).includes(word)));
}

/** This barcode is new: which item is it, and what does it stand for? Kept as an act, then read again. */
export function linkDialog(app, reading) {
  let words = '';
  const search = typed('', (text) => { words = text; draw(); }, { key: 'item', maxlength: 100 });
  const found = el('div');
  const pick = (item) => () => unitDialog(app, reading, item);
  function draw() {
    const items = matching(app, words);
    redraw(found, rows(items.slice(0, MOST).map((item) => ({ title: named(item), text: item.code, key: item.id, run: pick(item) })), say('which_item')),
      items.length > MOST ? el('p', { class: 'ph-dim' }, say('more_items', { num: items.length - MOST })) : null,
      items.length ? null : el('p', {}, say('no_such_item')));
  }
  opened(say('which_item'), [el('p', { class: 'ph-dim' }, reading.gtin), field(say('item_search'), search), found]);
  draw();
}

function unitDialog(app, reading, item) {
  let unit = '';
  const units = [...new Set([item.base_unit, ...item.units.map((each) => each.unit)])];
  const select = choice([['', say('unit_open')], ...units.map((each) => [each, each])], '', (value) => { unit = value; }, { key: 'unit' });
  const dialog = opened(named(item), [el('p', { class: 'ph-dim' }, reading.gtin), field(say('stands_for'), select, say('stands_for_help')),
    button(say('link_now'), async () => { dialog.close(); await record(app, reading, item, unit); }, { kind: 'btn-primary', sign: 'check' }),
    button(say('link_other'), () => linkDialog(app, reading), { sign: 'back' })]);
}

async function record(app, reading, item, unit) {
  const { gtin } = reading;
  await app.act({ kind: 'link', data: { gtin, item_id: item.id, unit }, effects: { linked: [{ gtin, item_id: item.id }] }, summary: { item: namesOf(item), number: gtin } });
  await app.heard(reading.text, 'typed');
}

/** Several makers' numbers are before the camera: which one is meant? */
export function whichDialog(app, texts) {
  const row = (text) => {
    const { gtin14, lot } = read(text);
    const item = app.view.byGtin(gtin14);
    return { title: item ? named(item) : gtin14, text: [item && gtin14, lot && say('lot_is', { lot })].filter(Boolean).join(' · '), key: text, run: () => { dialog.close(); app.heard(text, 'typed'); } };
  };
  const dialog = opened(say('several_title'), [el('p', {}, say('several_text')), rows(texts.map(row), say('several_title'))]);
}
