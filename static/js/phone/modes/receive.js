// Receive: choose or scan the consignment or the slip; line by line what is accepted, rejected or not yet counted.

import { display } from '../../label_code.js';
import { boxLine, differences, fill, perScan } from '../box.js';
import { question } from '../dialogs.js';
import { button, choice, counted, el, field, typed } from '../dom.js';
import { doubts, impossible } from '../doubts.js';
import { heading, namesOf, quiet, rows } from '../parts.js';
import { amount, day, named, say } from '../words.js';

const DOUBTS = { 'over-outstanding': 'doubt_over', 'expired-on-arrival': 'doubt_expired', 'expiry-far': 'doubt_far' };

const FRESH_LINE = { accepted: 0, rejected: 0, reject_reason: '', counting: 'counted', lot: '', produced_on: '', expires_on: '', label: '' };

export const receive = {
  sign: 'in',
  fresh: () => ({ consignment_id: null, at: null, lines: {}, delivered_by: '' }),

  check(app) {
    const { state } = app;
    const consignment = consignmentOf(app);
    if (state.consignment_id && !consignment) app.state = receive.fresh();
    else if (state.at && !consignment?.lines.some(({ id }) => id === state.at)) state.at = null;
  },

  read(app, reading) {
    if (reading.is === 'consignment') return begin(app, reading);
    if (reading.is === 'item') return readItem(app, reading);
    if (reading.is === 'lot' && app.state.at) return readLot(app, reading);
    if (reading.is === 'unknown' && app.state.at) return readBlank(app, reading);
    return false;
  },

  show(app) {
    const { state } = app;
    const consignment = consignmentOf(app);
    if (!consignment) return { body: toChoose(app), hint: say('hint_receive') };
    const line = consignment.lines.find(({ id }) => id === state.at);
    if (!line) return { body: list(app, consignment), ...actionOf(app, consignment) };
    const given = state.lines[line.id];
    const number = { value: given.accepted, unit: line.unit, least: 0, tell: (accepted) => { given.accepted = accepted ?? 0; return app.change({}); } };
    return { body: form(app, line, given), number, ...lineAction(app, line, given) };
  },
};

const consignmentOf = ({ state, view }) => view.consignments.find(({ id }) => id === state.consignment_id);

function begin(app, { consignment, line }) {
  if (app.state.consignment_id !== consignment.id) app.state = { ...receive.fresh(), consignment_id: consignment.id };
  app.tell('ok', say('is_consignment', { number: consignment.number }), { big: consignment.source_label, text: [say('lines_to_receive', { num: consignment.lines.length })] });
  if (line || consignment.lines.length === 1) open(app, line ?? consignment.lines[0]);
  return true;
}

function open(app, line) {
  app.state.at = line.id;
  app.state.lines[line.id] ??= { ...FRESH_LINE };
}

// A second symbol of the same box, with lot and dates alone: for the line that is being counted.
function readLot(app, { box }) {
  const given = app.state.lines[app.state.at];
  const differs = differences(given, box);
  if (differs.length) return tellDifference(app, say('lot_title'), differs);
  fill(given, box);
  app.tell('ok', say('filled_title'), { big: boxLine(box) });
  return true;
}

function tellDifference(app, title, differs) {
  app.tell('wrong', title, { big: differs.map(({ typed }) => typed).join(' · '), text: [...differs.map(({ words }) => words), say('differs_text')] });
  return true;
}

function readItem(app, { item, gtin, box }) {
  const consignment = consignmentOf(app);
  const line = consignment?.lines.find((each) => each.item_id === item.id);
  if (!line) {
    app.tell('attention', named(item), { big: gtin, text: [say(consignment ? 'not_promised' : 'choose_consignment_first')] });
    return true;
  }
  open(app, line);
  const given = app.state.lines[line.id];
  const differs = differences(given, box);
  if (differs.length) return tellDifference(app, named(item), differs);
  fill(given, box);
  const each = perScan(item, gtin, line.unit);
  if (each === null) {
    app.tell('attention', named(item), { big: boxLine(box) || gtin, text: [say('other_pack', { pack: item.gtin_units[gtin], unit: line.unit })] });
    return true;
  }
  given.accepted += each;
  app.tell('ok', named(item), { big: amount(given.accepted, line.unit), text: [boxLine(box), line.outstanding === null ? '' : say('promised_open', { amount: amount(line.outstanding, line.unit) })] });
  return true;
}

// A good label code that nobody knows yet: a blank label from a roll, for what is counted here.
function readBlank(app, { code }) {
  const consignment = consignmentOf(app);
  const taken = consignment.lines.some(({ id }) => id !== app.state.at && app.state.lines[id]?.label === code);
  if (taken) {
    app.tell('wrong', say('label_taken'), { big: display(code) });
    return true;
  }
  app.state.lines[app.state.at].label = code;
  app.tell('ok', say('label_for_line'), { big: display(code) });
  return true;
}

function toChoose(app) {
  if (!app.view.consignments.length) return [quiet(say('no_consignments'))];
  const choose = (consignment) => async () => { begin(app, { consignment }); await app.change(); };
  const due = ({ expected_on: date }) => date && say('expected_day', { day: day(date) });
  return [heading(say('consignments')), rows(app.view.consignments.map((each) => ({ title: each.source_label, text: [each.number, due(each)].filter(Boolean).join(' · '), end: say('lines_count', { num: each.lines.length }), key: each.id, run: choose(each) })), say('consignments'))];
}

const touched = (given) => given && (given.accepted > 0 || given.rejected > 0 || given.counting === 'not_yet');

function list(app, consignment) {
  const row = (line) => {
    const given = app.state.lines[line.id];
    const item = app.view.items.get(line.item_id);
    const said = !touched(given) ? '' : given.counting === 'not_yet' ? say('not_counted_yet') : [say('accepted_is', { amount: amount(given.accepted, line.unit) }), given.rejected > 0 && say('rejected_is', { amount: amount(given.rejected, line.unit) })].filter(Boolean).join(' · ');
    return { title: [named(item), line.specification].filter(Boolean).join(' · '), text: said, end: line.outstanding === null ? say('how_many_unknown') : amount(line.outstanding, line.unit),
      sign: touched(given) ? 'ok' : 'box', tone: touched(given) ? 'tone-ok' : '', key: line.id, run: () => { open(app, line); app.hush(); return app.change({}); } };
  };
  return [
    heading(`${consignment.number} · ${consignment.source_label}`),
    rows(consignment.lines.map(row), say('lines_count', { num: consignment.lines.length })),
    field(say('brought_by'), typed(app.state.delivered_by, (text) => { app.state.delivered_by = text; app.keep(); }, { key: 'brought', maxlength: 200 })),
    button(say('other_consignment'), () => { app.hush(); return app.restart(); }, { sign: 'back' }),
  ];
}

// What is asked about a line as it was counted: [{word, text}].
function asked(app, line) {
  const given = app.state.lines[line.id];
  if (given.counting === 'not_yet') return [];
  const consignment = consignmentOf(app);
  const line_no = line.line_no ?? consignment.lines.indexOf(line) + 1; // data kept by an earlier version has no numbers
  return doubts({ line_no, outstanding: line.outstanding, ...given }).map(({ code, word, figures }) => ({
    word,
    text: say(DOUBTS[code], {
      item: named(app.view.items.get(line.item_id)),
      received: amount(figures.received, line.unit), outstanding: amount(figures.outstanding, line.unit),
      day: day(figures.expires_on), years: figures.years,
    }),
  }));
}

function form(app, line, given) {
  const item = app.view.items.get(line.item_id);
  const tell = (name, empty = '') => (value) => { given[name] = value ?? empty; app.keep(); app.dispatchEvent(new CustomEvent('foot')); };
  const hold = () => el('p', { class: 'ph-gap tone-attention' }, say('will_be_held'));
  const date = (name) => typed(given[name], tell(name), { key: name, type: 'date', max: '9999-12-31' });
  return [
    heading([named(item), line.specification].filter(Boolean).join(' · ')),
    line.outstanding === null ? quiet(say('how_many_unknown')) : quiet(say('promised_open', { amount: amount(line.outstanding, line.unit) })),
    item?.is_medicine ? hold() : null,
    asked(app, line).map(({ text }) => el('p', { class: 'ph-gap tone-attention' }, text)),
    el('div', { class: 'ph-pair' }, field(say('lot'), typed(given.lot, tell('lot'), { key: 'lot', maxlength: 64 })), field(say('expiry'), date('expires_on'))),
    field(say('counting'), choice([['counted', say('counting_counted')], ['not_yet', say('counting_not_yet')]], given.counting, (counting) => { given.counting = counting; app.change({}); }, { key: 'counting' })),
    el('div', { class: 'ph-pair' }, field(say('rejected'), counted(given.rejected || null, tell('rejected', 0), { key: 'rejected' })), field(say('produced'), date('produced_on'))),
    field(say('why_rejected'), typed(given.reject_reason, tell('reject_reason'), { key: 'why rejected', maxlength: 200 }), say('why_rejected_help')),
    given.label ? quiet(say('label_is', { code: display(given.label) })) : quiet(say('scan_blank_label')),
    button(say('back_to_list'), () => { app.hush(); return app.change({ at: null }); }, { sign: 'back' }),
  ];
}

function lineAction(app, line, given) {
  if (!touched(given)) return { hint: say('number_missing') };
  if (given.rejected > 0 && !given.reject_reason.trim()) return { hint: say('why_rejected_missing') };
  const wrong = given.counting === 'not_yet' ? null : impossible(given);
  if (wrong) return { hint: say(wrong) };
  const medicine = app.view.items.get(line.item_id)?.is_medicine;
  const held = medicine && given.accepted > 0 && (!given.lot.trim() || !given.expires_on);
  const words = given.counting === 'not_yet' ? say('line_waits') : say(held ? 'line_held' : 'line_accepted', { amount: amount(given.accepted, line.unit) });
  return { action: { words, sign: held ? 'hold' : 'check', run: () => { app.hush(); return app.change({ at: null }); } } };
}

function actionOf(app, consignment) {
  const done = consignment.lines.filter(({ id }) => touched(app.state.lines[id]));
  if (!done.length) return { hint: say('hint_choose_line') };
  const wrong = done.find(({ id }) => app.state.lines[id].counting !== 'not_yet' && impossible(app.state.lines[id]));
  if (wrong) return { hint: `${named(app.view.items.get(wrong.item_id))}: ${say(impossible(app.state.lines[wrong.id]))}` };
  return { action: { words: say('do_receive', { num: done.length }), sign: 'in', run: () => record(app, consignment, done) } };
}

// Whether what looks like a slip was said to be right; the words that say so, or null.
async function agreed(app, done) {
  const open = done.flatMap((line) => asked(app, line).map((each) => ({ ...each, line })));
  if (!open.length) return [];
  if (await question(say('doubt_title'), open.map(({ text }) => text), { note: say('doubt_text'), yes: say('doubt_yes'), no: say('doubt_no') })) return open.map(({ word }) => word);
  app.hush();
  await app.change({ at: open[0].line.id });
  return null;
}

async function record(app, consignment, done) {
  const acknowledge = await agreed(app, done);
  if (acknowledge) await keep(app, consignment, done, acknowledge);
}

async function keep(app, consignment, done, acknowledge) {
  const { state, view } = app;
  const lines = done.map((line) => {
    const { accepted, rejected, reject_reason, counting, lot, produced_on, expires_on, label } = state.lines[line.id];
    const figures = counting === 'not_yet' ? { accepted: 0, rejected: 0 } : { accepted, rejected };
    return { line_id: line.id, ...figures, reject_reason: reject_reason.trim(), counting, unit: line.unit, lot: lot.trim() || null, produced_on: produced_on || null, expires_on: expires_on || null, specification: line.specification, label: label || null };
  });
  const [first] = done;
  await app.act({
    kind: 'receive',
    data: { consignment_id: consignment.id, location_id: null, lines, delivered_by: state.delivered_by.trim(), vehicle: '', note: '', acknowledge },
    seen: { outstanding: Object.fromEntries(done.map(({ id, outstanding }) => [id, outstanding])) },
    effects: { received: lines.map(({ line_id, accepted, rejected }) => ({ line_id, quantity: accepted + rejected })) },
    summary: { number: consignment.number, item: namesOf(view.items.get(first.item_id)), quantity: state.lines[first.id].accepted, unit: first.unit, more: done.length - 1 },
    then: receive.fresh,
  });
  app.tell('ok', say('recorded_receive', { number: consignment.number }), { big: consignment.source_label, text: [say('kept_on_phone')] });
  app.draw();
}
