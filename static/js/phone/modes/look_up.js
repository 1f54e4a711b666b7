// Look up: what is this box, where does it belong, what comes next with it.

import { display } from '../../label_code.js';
import { button, el, icon } from '../dom.js';
import { addresses } from '../page.js';
import { boxLine, sameLot } from '../box.js';
import { batchFacts, batchLine, batchTitle, heading, quiet, rows, toneOf } from '../parts.js';
import { booked, day, named, say } from '../words.js';

const NEXT = ['move', 'count', 'hand_out'];

export const lookUp = {
  sign: 'search',
  fresh: () => ({ is: null, id: null }),

  check(app) {
    const { is, id } = app.state;
    const known = { batch: app.view.batches, location: app.view.locations, item: app.view.items }[is];
    if (is && !known?.has(id)) app.state = lookUp.fresh();
  },

  read(app, reading) {
    const { is } = reading;
    if (is === 'batch') return readBatch(app, reading);
    if (is === 'location') return readLocation(app, reading);
    if (is === 'item') return readItem(app, reading);
    return false;
  },

  show(app) {
    const { is, id } = app.state;
    if (is === 'batch') return showBatch(app, app.view.batches.get(id));
    if (is === 'location') return { body: lying(app, app.view.locations.get(id)), hint: say('hint_look_up') };
    if (is === 'item') return { body: ofItem(app, app.view.items.get(id)), hint: say('hint_look_up') };
    return { body: [], hint: say('hint_look_up') };
  },
};

function readBatch(app, { batch, code, replaced }) {
  app.state = { is: 'batch', id: batch.id, code };
  const total = app.view.total(batch.id);
  const text = [batchLine(batch), say('here_in_all', { amount: booked(total, batch.unit) }), replaced && say('is_replaced')];
  app.tell(toneOf(batch), batchTitle(app.view, batch), { big: display(code), text });
  return true;
}

function readLocation(app, { location, code }) {
  app.state = { is: 'location', id: location.id };
  const here = app.view.lyingAt(location.id);
  app.tell('ok', [location.code, named(location)].filter(Boolean).join(' · '), { big: display(code), text: [say('batches_lie_here', { num: here.length })] });
  return true;
}

// The maker's code with a lot may name one batch here; two donors may have given the same lot.
function readItem(app, { item, gtin, box }) {
  const ofLot = box?.lot ? [...app.view.batches.values()].filter((batch) => batch.item_id === item.id && sameLot(batch.lot, box.lot) && app.view.places(batch.id).length) : [];
  if (ofLot.length === 1) return readBatch(app, { batch: ofLot[0], code: ofLot[0].code });
  app.state = { is: 'item', id: item.id };
  app.tell('attention', named(item), { big: gtin, text: [boxLine(box), box?.lot && !ofLot.length ? say('none_of_lot', { lot: box.lot }) : say('item_needs_label')] });
  return true;
}

function showBatch(app, batch) {
  const paper = app.view.dispatches.find(({ lines }) => lines.some((line) => line.batch_id === batch.id));
  const reading = { is: 'batch', batch, code: app.state.code ?? batch.code, text: batch.code };
  const first = paper && app.modes.includes('load')
    ? { words: say('load_it', { number: paper.number }), sign: 'truck', run: () => app.use('load', { is: 'dispatch', dispatch: paper, text: paper.number }) }
    : null;
  const ways = NEXT.filter((mode) => app.modes.includes(mode) && app.view.places(batch.id).length);
  const next = ways.slice(first ? 0 : 1).map((mode) => button(say(`mode_${mode}`), () => app.inTurn(() => app.use(mode, reading)), { sign: SIGNS[mode] }));
  const page = el('a', { class: 'ph-btn ph-quiet', href: addresses.batch + batch.code, 'data-key': 'page' }, icon('next'), el('span', {}, say('open_page')));
  const [way] = ways;
  const action = first ?? (way
    ? { words: say(`mode_${way}`), sign: SIGNS[way], run: () => app.use(way, reading) }
    : { words: say('open_page'), sign: 'next', href: addresses.batch + batch.code });
  return { body: [...batchFacts(app.view, batch), el('div', { class: 'ph-buttons' }, next, action.href ? null : page)], action };
}

const SIGNS = { move: 'move', count: 'count', hand_out: 'people' };

function lying(app, location) {
  const here = app.view.lyingAt(location.id);
  if (!here.length) return [quiet(say('nothing_lies_here'))];
  return [heading(say('lies_at', { code: location.code })), rows(here.map(({ batch, quantity }) => batchRow(app, batch, quantity)), say('lies_at', { code: location.code }))];
}

function ofItem(app, item) {
  const here = [...app.view.batches.values()].filter((batch) => batch.item_id === item.id && app.view.places(batch.id).length);
  if (!here.length) return [quiet(say('item_not_here'))];
  return [heading(say('batches_of_item')), rows(here.map((batch) => batchRow(app, batch, app.view.total(batch.id))), say('batches_of_item'))];
}

function batchRow(app, batch, quantity) {
  return { title: batchTitle(app.view, batch), text: [batch.lot && say('lot_is', { lot: batch.lot }), batch.expires_on && day(batch.expires_on)].filter(Boolean).join(' · ') || display(batch.code),
    end: booked(quantity, batch.unit), key: batch.id, run: async () => { readBatch(app, { batch, code: batch.code }); await app.change(); } };
}
