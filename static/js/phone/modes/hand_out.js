// Hand out: boxes and their number, and to how many households and persons. Counts only, never names.

import { display } from '../../label_code.js';
import { choice, counted, el, field } from '../dom.js';
import { batchLine, batchTitle, namesOf, removable, toneOf } from '../parts.js';
import { amount, booked, say } from '../words.js';

export const handOut = {
  sign: 'people',
  fresh: () => ({ lines: [], at: -1, households: null, persons: null }),

  check(app) {
    app.state.lines = app.state.lines.filter((line) => app.view.batches.has(line.batch_id));
    app.state.at = Math.min(app.state.at, app.state.lines.length - 1);
  },

  read(app, reading) { return reading.is === 'batch' ? readBox(app, reading) : false; },

  show(app) {
    const { state, view } = app;
    if (!view.site.receiver_id) return { body: [], hint: say('no_receiver_here') };
    const line = state.lines[state.at];
    const batch = line && view.batches.get(line.batch_id);
    const number = line && { value: line.quantity, unit: batch.unit, most: view.quantity(line.batch_id, line.location_id) ?? undefined, tell: (quantity) => { line.quantity = quantity; return app.change({}); } };
    return { body: line ? body(app, line, batch) : [], number, ...actionOf(app) };
  },
};

function readBox(app, { batch, code, text }) {
  const { state, view } = app;
  const places = view.places(batch.id);
  if (!places.length) {
    app.tell('attention', batchTitle(view, batch), { big: display(code), text: [say('none_by_the_books')] });
    return true;
  }
  if (toneOf(batch) === 'wrong' || batch.state === 'held') {
    app.tell('wrong', batchTitle(view, batch), { big: display(code), text: [say('not_to_hand_out')] });
    return true;
  }
  const known = state.lines.findIndex((line) => line.batch_id === batch.id);
  if (known < 0) state.lines.push({ batch_id: batch.id, location_id: places[0].location.id, quantity: 1, scanned: [text] });
  state.at = known < 0 ? state.lines.length - 1 : known;
  const line = state.lines[state.at];
  if (known >= 0) Object.assign(line, { quantity: line.quantity + 1, scanned: [...line.scanned, text].slice(-50) });
  const there = view.quantity(batch.id, line.location_id);
  const beyond = there !== null && line.quantity > there;
  app.tell(beyond ? 'attention' : toneOf(batch), batchTitle(view, batch), { big: amount(line.quantity, batch.unit),
    text: [batchLine(batch), beyond && say('more_than_books', { amount: amount(there, batch.unit), code: view.locations.get(line.location_id).code })] });
  return true;
}

function body(app, line, batch) {
  const { state, view } = app;
  const places = view.places(line.batch_id);
  const whole = (name) => (value) => { state[name] = value; app.keep(); app.dispatchEvent(new CustomEvent('foot')); };
  return [
    el('div', { class: 'ph-list-lines' }, state.lines.map((each, at) => lineRow(app, each, at))),
    places.length > 1 ? field(say('from_where'), choice(places.map(({ location, quantity }) => [location.id, `${location.code} · ${booked(quantity, batch.unit)}`]), line.location_id, (id) => { line.location_id = id; app.change({}); }, { key: 'from' })) : null,
    el('div', { class: 'ph-pair' },
      field(say('households'), counted(state.households, whole('households'), { key: 'households' })),
      field(say('persons'), counted(state.persons, whole('persons'), { key: 'persons' }))),
  ];
}

function lineRow(app, line, at) {
  const batch = app.view.batches.get(line.batch_id);
  const row = { title: batchTitle(app.view, batch), text: batchLine(batch), end: amount(line.quantity, batch.unit), key: `line ${line.batch_id}`, current: at === app.state.at, run: () => app.change({ at }) };
  return removable(row, say('take_out'), () => {
    app.state.lines.splice(at, 1);
    app.hush();
    return app.change({ at: app.state.lines.length - 1 });
  });
}

function actionOf(app) {
  const { lines, households, persons } = app.state;
  if (!lines.length) return { hint: say('hint_hand_out') };
  if (lines.some(({ quantity }) => !quantity)) return { hint: say('number_missing') };
  if (households === null && persons === null) return { hint: say('people_missing') };
  if (households !== null && persons !== null && persons < households) return { hint: say('people_fewer') };
  const words = households === null ? say('do_hand_out_persons', { num: persons }) : say('do_hand_out', { num: households });
  return { action: { words, sign: 'people', run: () => record(app) } };
}

async function record(app) {
  const { state, view } = app;
  const lines = state.lines.map(({ batch_id, location_id, quantity }) => ({ batch_id, location_id, quantity }));
  const first = view.batches.get(lines[0].batch_id);
  await app.act({
    kind: 'hand_out',
    data: { receiver_id: view.site.receiver_id, lines, households: state.households, persons: state.persons, note: '', scanned: state.lines.flatMap(({ scanned }) => scanned) },
    seen: { quantities: lines.map(({ batch_id, location_id }) => view.quantity(batch_id, location_id)) },
    effects: { stock: lines.map(({ batch_id, location_id, quantity }) => ({ batch_id, location_id, change: -quantity })) },
    summary: { item: namesOf(view.item(first)), quantity: lines[0].quantity, unit: first.unit, more: lines.length - 1, households: state.households, persons: state.persons },
    then: handOut.fresh,
  });
  app.tell('ok', say('recorded_hand_out'), { big: lines.length === 1 ? amount(lines[0].quantity, first.unit) : say('kinds_of_goods', { num: lines.length }), text: [say('kept_on_phone')] });
  app.draw();
}
