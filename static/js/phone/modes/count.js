// Count: a box at a location, then how many there are. What the books say is shown only after the count was entered;
// a difference needs a reason.

import { display } from '../../label_code.js';
import { button, choice, el, field, typed } from '../dom.js';
import { batchLine, batchTitle, facts, heading, namesOf, quiet, rows } from '../parts.js';
import { amount, named, say } from '../words.js';

export const count = {
  sign: 'count',
  fresh: () => ({ batch_id: null, location_id: null, counted: 0, entered: false, reason: '', scanned: [], shelf: null }),

  check(app) {
    const { state, view } = app;
    if (state.batch_id && !view.batches.has(state.batch_id)) app.state = count.fresh();
    else if (state.location_id && !view.locations.has(state.location_id)) state.location_id = null;
  },

  read(app, reading) {
    if (reading.is === 'location') return readShelf(app, reading);
    if (reading.is === 'batch') return readBox(app, reading);
    return false;
  },

  show(app) {
    const { state, view } = app;
    const batch = view.batches.get(state.batch_id);
    if (!batch) return { body: onShelf(app), hint: say('hint_count') };
    if (book(app) === null) return blind(app, batch);
    const number = { value: state.counted, unit: batch.unit, least: 0, tell: (counted) => app.change({ counted, entered: false }) };
    return { body: body(app, batch), number, ...actionOf(app, batch) };
  },
};

function readShelf(app, { location, code }) {
  const { state } = app;
  if (state.batch_id && !state.entered) state.location_id = location.id;
  state.shelf = location.id;
  app.tell('ok', say('counting_at', { code: location.code }), { big: display(code), text: [state.batch_id ? '' : say('now_scan_box')] });
  return true;
}

function readBox(app, { batch, code, text }) {
  const { state, view } = app;
  if (state.batch_id === batch.id && !state.entered) {
    state.counted += 1;
    state.scanned = [...state.scanned, text].slice(-50);
  } else {
    begin(app, batch, text);
  }
  if (book(app) === null) app.tell('attention', batchTitle(view, batch), { big: display(code), text: [say('count_is_blind'), placeWords(app)] });
  else app.tell('ok', batchTitle(view, batch), { big: amount(state.batch_id === batch.id ? app.state.counted : 1, batch.unit), text: [batchLine(batch) || display(code), placeWords(app)] });
  return true;
}

function begin(app, batch, text) {
  const places = app.view.places(batch.id).map(({ location }) => location.id);
  const { shelf } = app.state;
  const at = shelf ?? places[0] ?? [...app.view.locations.keys()][0];
  app.state = { ...count.fresh(), shelf, batch_id: batch.id, location_id: at, counted: 1, scanned: text ? [text] : [] };
}

const placeWords = (app) => say('counting_at', { code: app.view.locations.get(app.state.location_id)?.code ?? '–' });

const book = ({ state, view }) => view.quantity(state.batch_id, state.location_id);

function wherePart(app) {
  const shelves = [...app.view.locations.values()].map((each) => [each.id, [each.code, named(each)].filter(Boolean).join(' · ')]);
  return field(say('where_counted'), choice(shelves, app.state.location_id, (id) => app.change({ location_id: id, entered: false }), { key: 'where' }));
}

// A blind stocktake counts here: by itself, this count would compare with a figure that is not on this phone.
function blind(app, batch) {
  const page = [wherePart(app), quiet(say('count_is_blind'))];
  if (!app.modes.includes('stocktake')) return { body: page, hint: say('count_is_blind') };
  return { body: page, action: { words: say('mode_stocktake'), sign: 'count', run: () => app.use('stocktake', { is: 'batch', batch, code: batch.code, text: batch.code }) } };
}

function body(app, batch) {
  const { state } = app;
  const where = wherePart(app);
  if (!state.entered) return [where, quiet(say('count_first', { unit: batch.unit }))];
  const gap = state.counted - book(app);
  return [
    el('div', { class: 'ph-gap tone-attention' },
      facts([[say('by_the_books'), amount(book(app), batch.unit)], [say('counted'), amount(state.counted, batch.unit)], [say(gap < 0 ? 'missing' : 'too_many'), amount(Math.abs(gap), batch.unit)]])),
    field(say('reason'), typed(state.reason, (reason) => { state.reason = reason; app.keep(); app.dispatchEvent(new CustomEvent('foot')); }, { key: 'reason', maxlength: 500 }), say('reason_help')),
    button(say('count_again'), () => app.change({ entered: false, counted: 0 }), { sign: 'undo' }),
    where,
  ];
}

function onShelf(app) {
  const location = app.view.locations.get(app.state.shelf);
  if (!location) return [];
  const here = app.view.lyingAt(location.id);
  if (!here.length) return [quiet(say('nothing_lies_here'))];
  const pick = (batch) => async () => {
    begin(app, batch, '');
    app.state.counted = 0;
    app.tell('calm', batchTitle(app.view, batch), { text: [batchLine(batch), placeWords(app)] });
    await app.change({});
  };
  return [heading(say('lies_at', { code: location.code })), rows(here.map(({ batch }) => ({ title: batchTitle(app.view, batch), text: batchLine(batch), key: batch.id, run: pick(batch) })), say('lies_at', { code: location.code }))];
}

function actionOf(app, batch) {
  const { state } = app;
  const words = say('do_count', { amount: amount(state.counted, batch.unit) });
  if (state.counted === null) return { hint: say('number_missing') };
  if (!state.entered) return { action: { words, sign: 'check', run: () => enter(app, batch) } };
  if (!state.reason.trim()) return { hint: say('reason_missing') };
  return { action: { words: say('record_count', { amount: amount(state.counted, batch.unit) }), sign: 'check', run: () => record(app, batch) } };
}

async function enter(app, batch) {
  if (app.state.counted === book(app)) return record(app, batch);
  const gap = app.state.counted - book(app);
  app.tell('attention', say(gap < 0 ? 'count_less' : 'count_more', { amount: amount(Math.abs(gap), batch.unit) }), { text: [say('count_differs_help')] });
  return app.change({ entered: true });
}

async function record(app, batch) {
  const { state, view } = app;
  const { batch_id: batchId, location_id: locationId, counted, reason, scanned } = state;
  const was = book(app);
  await app.act({
    kind: 'count',
    data: { batch_id: batchId, location_id: locationId, counted, reason: reason.trim(), scanned },
    seen: { quantity: was },
    effects: { stock: [{ batch_id: batchId, location_id: locationId, change: counted - was }] },
    summary: { item: namesOf(view.item(batch)), quantity: counted, unit: batch.unit, to: view.locations.get(locationId).code },
    then: () => ({ ...count.fresh(), shelf: state.shelf }),
  });
  app.tell('ok', say('recorded_count', { amount: amount(counted, batch.unit) }), { text: [counted === was ? say('count_agrees') : '', say('kept_on_phone')] });
  app.draw();
}
