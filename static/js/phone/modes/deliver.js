// Deliver: what arrives is confirmed, as loaded or with what is short, damaged, sent back or too much, by line.

import { display } from '../../label_code.js';
import { button, counted, el, field, typed } from '../dom.js';
import { batchLine, batchTitle, facts, heading, namesOf, rows } from '../parts.js';
import { forgetProof, freshProof, picturesOf, proofPart } from '../proof.js';
import { amount, named, say } from '../words.js';

const GAPS = ['short', 'damaged', 'returned', 'surplus'];

export const deliver = {
  sign: 'ok',
  fresh: () => ({ dispatch_id: null, seen: {}, lines: {}, at: null, paper_number: '', signed_by: '', note: '', proof: freshProof() }),

  check(app) { if (app.state.dispatch_id && !arrivalOf(app)) app.state = deliver.fresh(); },

  read(app, reading) {
    if (reading.is === 'arrival') return begin(app, reading.arrival);
    if (reading.is === 'batch') return arrivalOf(app) ? readBox(app, reading) : findPaper(app, reading);
    return false;
  },

  show(app) {
    const arrival = arrivalOf(app);
    if (!arrival) return { body: toChoose(app), hint: say('hint_deliver') };
    const line = arrival.lines.find(({ id }) => id === app.state.at);
    if (line) return oneLine(app, line);
    return { body: list(app, arrival), ...actionOf(app, arrival) };
  },
};

const arrivalOf = ({ state, view }) => view.arrivals.find(({ id }) => id === state.dispatch_id);

function begin(app, arrival) {
  if (app.state.dispatch_id !== arrival.id) app.state = { ...deliver.fresh(), dispatch_id: arrival.id };
  app.tell('ok', say('is_arrival', { number: arrival.number }), { big: named(arrival, 'from'), text: [say('lines_to_confirm', { num: arrival.lines.length })] });
  return true;
}

function toChoose(app) {
  if (!app.view.arrivals.length) return [el('p', { class: 'ph-dim' }, say('no_arrivals'))];
  const open = (arrival) => async () => { begin(app, arrival); await app.change(); };
  return [heading(say('arrivals')), rows(app.view.arrivals.map((each) => ({ title: named(each, 'from'), text: each.number, end: say('lines_count', { num: each.lines.length }), key: each.id, run: open(each) })), say('arrivals'))];
}

function findPaper(app, reading) {
  const fitting = app.view.arrivals.filter(({ lines }) => lines.some((line) => line.batch_id === reading.batch.id));
  if (fitting.length !== 1) {
    app.tell('attention', batchTitle(app.view, reading.batch), { big: display(reading.code), text: [say(fitting.length ? 'choose_arrival_first' : 'on_no_arrival')] });
    return true;
  }
  begin(app, fitting[0]);
  return readBox(app, reading);
}

function readBox(app, { batch, code }) {
  const { state, view } = app;
  const arrival = arrivalOf(app);
  const line = arrival.lines.find((each) => each.batch_id === batch.id);
  if (!line) {
    app.tell('wrong', say('not_of_arrival', { number: arrival.number }), { big: batchTitle(view, batch), text: [display(code), say('set_aside')] });
    return true;
  }
  state.seen[line.id] = (state.seen[line.id] ?? 0) + 1;
  app.tell('ok', batchTitle(view, batch), { big: amount(line.quantity, batch.unit), text: [batchLine(batch), say('should_be_there')] });
  return true;
}

const gapsOf = (state, line) => state.lines[line.id] ?? {};
const differs = (state, line) => GAPS.some((gap) => gapsOf(state, line)[gap] > 0);
const arrived = (state, line) => line.quantity - ['short', 'damaged', 'returned'].reduce((sum, gap) => sum + (gapsOf(state, line)[gap] ?? 0), 0);

function list(app, arrival) {
  const { state, view } = app;
  const row = (line) => {
    const batch = view.batches.get(line.batch_id) ?? { unit: '' };
    const gaps = GAPS.filter((gap) => gapsOf(state, line)[gap] > 0).map((gap) => say(`gap_${gap}`, { amount: amount(gapsOf(state, line)[gap], batch.unit) }));
    const sign = differs(state, line) ? ['alert', 'tone-attention'] : state.seen[line.id] ? ['ok', 'tone-ok'] : ['box', ''];
    return { title: batchTitle(view, batch), text: gaps.join(' · ') || batchLine(batch), end: amount(arrived(state, line), batch.unit), sign: sign[0], tone: sign[1], key: line.id, run: () => { app.hush(); return app.change({ at: line.id }); } };
  };
  const keep = (name) => (text) => { state[name] = text; app.keep(); app.dispatchEvent(new CustomEvent('foot')); };
  const signed = typed(state.signed_by, keep('signed_by'), { key: 'signed', maxlength: 200 });
  const paper = typed(state.paper_number, keep('paper_number'), { key: 'paper', maxlength: 200 });
  return [
    heading(`${arrival.number} · ${named(arrival, 'from')}`),
    el('p', { class: 'ph-dim' }, say('tap_line_to_differ')),
    rows(arrival.lines.map(row), say('lines_count', { num: arrival.lines.length })),
    arrival.as_receiver ? field(say('received_by'), signed, say('received_by_help')) : el('div', { class: 'ph-pair' }, field(say('paper_number'), paper), field(say('received_by'), signed)),
    proofPart(app, (state.proof ??= freshProof())),
    button(say('other_arrival'), () => { app.hush(); return app.restart(); }, { sign: 'back' }),
  ];
}

function oneLine(app, line) {
  const { state, view } = app;
  const batch = view.batches.get(line.batch_id) ?? { unit: '' };
  const gaps = { reason: '', ...gapsOf(state, line) };
  const tell = (name) => (value) => {
    gaps[name] = value ?? (name === 'reason' ? '' : 0);
    state.lines[line.id] = gaps;
    app.keep();
    app.dispatchEvent(new CustomEvent('foot'));
  };
  const body = [
    heading(batchTitle(view, batch)),
    facts([[say('loaded'), amount(line.quantity, batch.unit)], [say('details'), batchLine(batch)]]),
    el('div', { class: 'ph-pair' }, GAPS.map((gap) => field(say(`word_${gap}`), counted(gaps[gap] || null, tell(gap), { key: gap })))),
    field(say('what_happened'), typed(gaps.reason, tell('reason'), { key: 'gap reason', maxlength: 500 })),
  ];
  const left = arrived(state, line);
  if (left < 0) return { body, hint: say('more_than_loaded', { amount: amount(line.quantity, batch.unit) }) };
  if (differs(state, line) && !gaps.reason.trim()) return { body, hint: say('what_happened_missing') };
  return { body, action: { words: say('line_done', { amount: amount(left, batch.unit) }), sign: 'check', run: () => app.change({ at: null }) } };
}

function actionOf(app, arrival) {
  const { state } = app;
  if (!arrival.as_receiver && !state.paper_number.trim()) return { hint: say('paper_missing') };
  const number = arrival.lines.filter((line) => differs(state, line)).length;
  const words = number ? say('do_deliver_differs', { num: number }) : say('do_deliver');
  return { action: { words, sign: 'ok', run: () => record(app, arrival) } };
}

async function record(app, arrival) {
  const { state, view } = app;
  const changed = arrival.lines.some((line) => differs(state, line));
  const lines = arrival.lines.map((line) => {
    const { short = 0, damaged = 0, returned = 0, surplus = 0, reason = '' } = gapsOf(state, line);
    return { line_id: line.id, delivered: arrived(state, line), short, damaged, returned, surplus, reason };
  });
  const first = view.batches.get(arrival.lines[0]?.batch_id);
  const pictures = await picturesOf(app, (state.proof ??= freshProof()));
  await app.act({
    kind: 'deliver',
    pictures,
    data: { dispatch_id: arrival.id, confirmation: arrival.as_receiver ? 'receiver' : 'paper', paper_number: state.paper_number.trim(), signed_by: state.signed_by.trim(), note: state.note, lines: changed ? lines : null },
    seen: { loaded: Object.fromEntries(arrival.lines.map(({ id, quantity }) => [id, quantity])) },
    effects: { closes: [arrival.id] },
    summary: { number: arrival.number, item: first && namesOf(view.item(first)) },
    then: deliver.fresh,
  });
  forgetProof();
  app.tell('ok', say('recorded_deliver', { number: arrival.number }), { big: named(arrival, 'from'), text: [say('kept_on_phone')] });
  app.draw();
}
