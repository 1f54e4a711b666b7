// Move: scan boxes, scan the shelf they go to, one press. The shelf may also be chosen from a list.

import { display } from '../../label_code.js';
import { choice, el, field } from '../dom.js';
import { batchLine, batchTitle, heading, namesOf, quiet, removable, rows, toneOf, warnings } from '../parts.js';
import { amount, booked, named, say } from '../words.js';

export const move = {
  sign: 'move',
  fresh: () => ({ lines: [], at: -1, to: '', from: '' }),

  check(app) {
    const { state, view } = app;
    state.lines = state.lines.filter((line) => view.batches.has(line.batch_id) && view.locations.has(line.from));
    state.at = Math.min(state.at, state.lines.length - 1);
    if (state.to && !view.locations.has(state.to)) state.to = '';
  },

  read(app, reading) {
    if (reading.is === 'batch') return readBox(app, reading);
    if (reading.is === 'location') return readShelf(app, reading);
    return false;
  },

  show(app) {
    const line = app.state.lines[app.state.at];
    return { body: body(app), number: line && numberOf(app, line), ...actionOf(app) };
  },
};

function readBox(app, { batch, code, text }) {
  const { state, view } = app;
  const places = view.places(batch.id);
  if (!places.length) {
    app.tell('attention', batchTitle(view, batch), { big: display(code), text: [say('none_by_the_books')] });
    return true;
  }
  const known = state.lines.findIndex((line) => line.batch_id === batch.id);
  if (known >= 0) {
    const line = state.lines[known];
    state.at = known;
    line.quantity += 1;
    line.scanned = [...line.scanned, text].slice(-50);
  } else {
    const from = places.find(({ location }) => location.id === state.from)?.location ?? places[0].location;
    state.lines.push({ batch_id: batch.id, from: from.id, quantity: 1, scanned: [text] });
    state.at = state.lines.length - 1;
  }
  const line = state.lines[state.at];
  const there = view.quantity(batch.id, line.from);
  const beyond = there !== null && line.quantity > there;
  const tone = beyond || toneOf(batch) !== 'ok' ? 'attention' : 'ok'; // goods that are not to be used may be moved
  app.tell(tone, batchTitle(view, batch), { big: amount(line.quantity, batch.unit),
    text: [batchLine(batch), ...warnings(batch).map(({ words }) => words), beyond ? say('more_than_books', { amount: amount(there, batch.unit), code: view.locations.get(line.from).code }) : '', known < 0 && !state.to && say('now_scan_shelf')] });
  return true;
}

function readShelf(app, { location, code }) {
  const { state } = app;
  if (!state.lines.length) {
    state.from = location.id;
    app.tell('ok', say('from_shelf', { code: location.code }), { big: display(code), text: [say('now_scan_box')] });
    return true;
  }
  if (state.lines.every(({ from }) => from === location.id)) {
    app.tell('attention', say('already_there', { code: location.code }), { big: display(code) });
    return true;
  }
  state.to = location.id;
  app.tell('ok', say('to_shelf', { code: location.code }), { big: display(code), text: [say('now_press_move')] });
  return true;
}

function numberOf(app, line) {
  const batch = app.view.batches.get(line.batch_id);
  return { value: line.quantity, unit: batch.unit, most: app.view.quantity(line.batch_id, line.from) ?? undefined, tell: (quantity) => { line.quantity = quantity; return app.change({}); } };
}

function body(app) {
  const { state, view } = app;
  if (!state.lines.length) return fromShelf(app);
  const line = state.lines[state.at];
  const others = view.places(line.batch_id).filter(({ location }) => location.id !== state.to);
  const shelves = [...view.locations.values()].filter(({ id }) => !state.lines.every(({ from }) => from === id));
  return [
    el('div', { class: 'ph-list-lines' }, state.lines.map((each, at) => lineRow(app, each, at))),
    others.length > 1 ? field(say('from_where'), choice(others.map(({ location, quantity }) => [location.id, `${location.code} · ${booked(quantity, view.batches.get(line.batch_id).unit)}`]), line.from, (from) => { line.from = from; app.change({}); }, { key: 'from' })) : null,
    field(say('to_where'), choice([['', say('scan_or_choose')], ...shelves.map((each) => [each.id, [each.code, named(each)].filter(Boolean).join(' · ')])], state.to, (to) => app.change({ to }), { key: 'to' })),
  ];
}

function lineRow(app, line, at) {
  const batch = app.view.batches.get(line.batch_id);
  const row = { title: batchTitle(app.view, batch), text: say('from_shelf', { code: app.view.locations.get(line.from).code }), end: amount(line.quantity, batch.unit),
    key: `line ${line.batch_id}`, current: at === app.state.at, run: () => app.change({ at }) };
  return removable(row, say('take_out'), () => {
    app.state.lines.splice(at, 1);
    app.hush();
    return app.change({ at: app.state.lines.length - 1 });
  });
}

function fromShelf(app) {
  const location = app.view.locations.get(app.state.from);
  if (!location) return [];
  const here = app.view.lyingAt(location.id);
  if (!here.length) return [quiet(say('nothing_lies_here'))];
  const pick = (batch) => async () => { readBox(app, { batch, code: batch.code, text: batch.code }); await app.change(); };
  return [heading(say('lies_at', { code: location.code })), rows(here.map(({ batch, quantity }) => ({ title: batchTitle(app.view, batch), text: batchLine(batch), end: booked(quantity, batch.unit), key: batch.id, run: pick(batch) })), say('lies_at', { code: location.code }))];
}

function actionOf(app) {
  const { lines, to } = app.state;
  if (!lines.length) return { hint: say('hint_move') };
  const going = lines.filter(({ from, quantity }) => from !== to && quantity > 0);
  if (!to) return { hint: say('now_scan_shelf') };
  if (!going.length) return { hint: say('number_missing') };
  const code = app.view.locations.get(to).code;
  const [first] = going;
  const words = going.length === 1
    ? say('do_move', { amount: amount(first.quantity, app.view.batches.get(first.batch_id).unit), code })
    : say('do_move_many', { num: going.length, code });
  return { action: { words, sign: 'move', run: () => record(app, going, to) } };
}

// What is recorded is not recorded once more, should the phone stop before the rest of it.
function without({ state }, line) {
  const lines = state.lines.filter((each) => each !== line);
  return { ...state, lines, at: lines.length - 1 };
}

async function record(app, going, to) {
  const { view } = app;
  for (const line of going) {
    const { batch_id: batchId, from, quantity, scanned } = line;
    const batch = view.batches.get(batchId);
    await app.act({
      kind: 'move',
      data: { batch_id: batchId, from_location_id: from, to_location_id: to, quantity, scanned },
      seen: { quantity: view.quantity(batchId, from) },
      effects: { stock: [{ batch_id: batchId, location_id: from, change: -quantity }, { batch_id: batchId, location_id: to, change: quantity }] },
      summary: { item: namesOf(view.item(batch)), quantity, unit: batch.unit, from: view.locations.get(from).code, to: view.locations.get(to).code },
      then: () => (line === going.at(-1) ? move.fresh() : without(app, line)),
    });
  }
  const total = going.length === 1 ? amount(going[0].quantity, view.batches.get(going[0].batch_id).unit) : say('kinds_of_goods', { num: going.length });
  app.tell('ok', say('recorded_move', { amount: total, code: view.locations.get(to).code }), { text: [say('kept_on_phone')] });
  app.draw();
}
