// Load a dispatch: choose it, tick off its boxes, be told of a wrong one, send off with the differences in figures.

import { display } from '../../label_code.js';
import { button, el, field, typed } from '../dom.js';
import { batchLine, batchTitle, facts, heading, namesOf, rows } from '../parts.js';
import { amount, named, say } from '../words.js';
import { swapOf } from '../site_view.js';
import { showWrong, wrongBox } from './load_wrong.js';

export const load = {
  sign: 'truck',
  fresh: () => ({ dispatch_id: null, loaded: {}, at: null, swap: null, leaving: false, vehicle: '', driver: '', scanned: [] }),

  check(app) {
    const { state } = app;
    if (state.dispatch_id && !dispatchOf(app)) app.state = load.fresh();
    else renamed(app);
  },

  read(app, reading) {
    if (reading.is === 'dispatch') return begin(app, reading.dispatch);
    if (reading.is !== 'batch') return false;
    return dispatchOf(app) ? readBox(app, reading) : findPaper(app, reading);
  },

  show(app) {
    const dispatch = dispatchOf(app);
    if (!dispatch) return { body: toChoose(app), hint: say('hint_load') };
    if (app.state.swap) return showWrong(app, dispatch);
    if (app.state.leaving) return leaving(app, dispatch);
    const line = dispatch.lines.find(({ id }) => id === app.state.at);
    return { body: list(app, dispatch), number: line && numberOf(app, line), ...next(app, dispatch, line) };
  },
};

// A line that came of a swap goes on under the id that the server has told since.
function renamed({ state, actions }) {
  for (const [id, quantity] of Object.entries(state.loaded)) {
    const told = swapOf(id) && actions.find(({ key }) => key === swapOf(id))?.answer?.line_id;
    if (told) {
      state.loaded[told] = quantity;
      delete state.loaded[id];
      if (state.at === id) state.at = told;
    }
  }
}

export const dispatchOf = ({ state, view }) => view.dispatches.find(({ id }) => id === state.dispatch_id);

function begin(app, dispatch) {
  if (app.state.dispatch_id === dispatch.id) app.state.leaving = false; // its paper once more: what is loaded stays
  else app.state = { ...load.fresh(), dispatch_id: dispatch.id };
  app.tell('ok', say('is_dispatch', { number: dispatch.number }), { big: named(dispatch, 'receiver'), text: [say('lines_to_load', { num: dispatch.lines.length })] });
  return true;
}

function toChoose(app) {
  if (!app.view.dispatches.length) return [el('p', { class: 'ph-dim' }, say('no_dispatches'))];
  const open = (dispatch) => async () => { begin(app, dispatch); await app.change(); };
  return [heading(say('dispatches_to_load')), rows(app.view.dispatches.map((each) => ({ title: named(each, 'receiver'), text: each.number, end: say('lines_count', { num: each.lines.length }), key: each.id, run: open(each) })), say('dispatches_to_load'))];
}

// A box scanned before a dispatch was chosen: the one dispatch that waits for it opens.
function findPaper(app, reading) {
  const fitting = app.view.dispatches.filter(({ lines }) => lines.some((line) => line.batch_id === reading.batch.id));
  if (fitting.length !== 1) {
    const text = fitting.length ? say('choose_dispatch_first') : say('on_no_dispatch');
    app.tell('attention', batchTitle(app.view, reading.batch), { big: display(reading.code), text: [text] });
    return true;
  }
  begin(app, fitting[0]);
  return readBox(app, reading);
}

async function readBox(app, reading) {
  const { state, view } = app;
  const { batch, text } = reading;
  const dispatch = dispatchOf(app);
  const fitting = dispatch.lines.filter((line) => line.batch_id === batch.id);
  state.leaving = false;
  if (!fitting.length) return wrongBox(app, dispatch, reading);
  const line = fitting.find(({ id, quantity }) => (state.loaded[id] ?? 0) < quantity) ?? fitting[0];
  const loaded = (state.loaded[line.id] ?? 0) + 1;
  Object.assign(state, { at: line.id, swap: null, scanned: [...state.scanned, text].slice(-200) });
  const isMore = loaded > line.quantity;
  state.loaded[line.id] = Math.min(loaded, line.quantity);
  const first = !line.scanned;
  app.tell(isMore ? 'attention' : 'ok', batchTitle(view, batch), { big: say('of_wanted', { some: state.loaded[line.id], amount: amount(line.quantity, batch.unit) }),
    text: [batchLine(batch), isMore && say('more_than_picked', { amount: amount(line.quantity, batch.unit) })] });
  if (first) await check(app, dispatch, batch, text);
  return true;
}

async function check(app, dispatch, batch, code) {
  await app.keep();
  await app.act({
    kind: 'check',
    data: { dispatch_id: dispatch.id, code },
    effects: { checked: [{ dispatch_id: dispatch.id, batch_id: batch.id }] },
    summary: { item: namesOf(app.view.item(batch)), number: dispatch.number },
  });
}

function numberOf(app, line) {
  const batch = app.view.batches.get(line.batch_id);
  return { value: app.state.loaded[line.id] ?? 0, unit: batch.unit, least: 0, most: line.quantity, capped: true,
    tell: (quantity) => { app.state.loaded[line.id] = quantity ?? 0; return app.change({}); } };
}

function list(app, dispatch) {
  const { state, view } = app;
  const row = (line) => {
    const batch = view.batches.get(line.batch_id) ?? { unit: '', item_id: null };
    const loaded = state.loaded[line.id] ?? 0;
    const sign = loaded === line.quantity ? ['ok', 'tone-ok'] : loaded ? ['clock', 'tone-attention'] : ['box', ''];
    const place = view.locations.get(line.location_id)?.code;
    return { title: batchTitle(view, batch), text: [place, batchLine(batch)].filter(Boolean).join(' · '), end: say('of_wanted', { some: loaded, amount: amount(line.quantity, batch.unit) }),
      sign: sign[0], tone: sign[1], key: line.id, current: line.id === state.at, run: () => app.change({ at: line.id }) };
  };
  return [
    heading(`${dispatch.number} · ${named(dispatch, 'receiver')}`),
    rows(dispatch.lines.map(row), say('lines_count', { num: dispatch.lines.length })),
    button(say('other_dispatch'), () => { app.hush(); return app.restart(); }, { sign: 'back' }),
  ];
}

const isWhole = ({ state }, { lines }) => lines.every(({ id, quantity }) => state.loaded[id] === quantity);

function next(app, dispatch, line) {
  if (!Object.values(app.state.loaded).some((each) => each > 0)) return { hint: say('hint_scan_boxes') };
  const part = line && app.state.loaded[line.id] > 0 && app.state.loaded[line.id] < line.quantity;
  if (part) {
    const batch = app.view.batches.get(line.batch_id);
    const all = () => { app.state.loaded[line.id] = line.quantity; return app.change({}); };
    return { action: { words: say('all_of_it', { amount: amount(line.quantity, batch.unit) }), sign: 'check', run: all }, second: sendOff(app, dispatch, '') };
  }
  return isWhole(app, dispatch) ? { action: sendOff(app, dispatch) } : { hint: say('hint_next_box'), second: sendOff(app, dispatch, '') };
}

const sendOff = (app, dispatch, number = dispatch.number) => ({ words: say('send_off', { number }).trim(), sign: 'truck', run: () => { app.hush(); return app.change({ leaving: true }); } });

function leaving(app, dispatch) {
  const { state, view } = app;
  const less = dispatch.lines.filter(({ id, quantity }) => (state.loaded[id] ?? 0) < quantity);
  const figures = less.map((line) => {
    const { unit } = view.batches.get(line.batch_id);
    return [batchTitle(view, view.batches.get(line.batch_id)), say('loaded_of', { some: state.loaded[line.id] ?? 0, amount: amount(line.quantity, unit), missing: amount(line.quantity - (state.loaded[line.id] ?? 0), unit) })];
  });
  const keep = (name) => (text) => { state[name] = text; app.keep(); };
  return {
    body: [
      heading(say('send_off', { number: dispatch.number })),
      less.length ? el('div', { class: 'ph-gap tone-attention' }, el('p', {}, say('fewer_loaded', { num: less.length })), facts(figures)) : el('p', { class: 'tone-ok ph-gap' }, say('all_loaded')),
      el('div', { class: 'ph-pair' }, field(say('vehicle'), typed(state.vehicle, keep('vehicle'), { key: 'vehicle', maxlength: 200 })), field(say('driver'), typed(state.driver, keep('driver'), { key: 'driver', maxlength: 200 }))),
      button(say('back_to_list'), () => app.change({ leaving: false }), { sign: 'back' }),
    ],
    action: { words: less.length ? say('do_load_less') : say('do_load'), sign: 'truck', run: () => record(app, dispatch) },
  };
}

// Figures by line id, and by the key of the swap where the id is not told yet; null where there is none of these.
function byName(loaded) {
  const told = Object.entries(loaded).filter(([id]) => !swapOf(id));
  const swapped = Object.entries(loaded).filter(([id]) => swapOf(id)).map(([id, quantity]) => [swapOf(id), quantity]);
  return [Object.fromEntries(told), swapped.length ? Object.fromEntries(swapped) : null];
}

async function record(app, dispatch) {
  const { state } = app;
  const whole = isWhole(app, dispatch);
  const loaded = Object.fromEntries(dispatch.lines.map(({ id }) => [id, state.loaded[id] ?? 0]));
  const [told, swapped] = byName(loaded);
  await app.act({
    kind: 'load',
    data: { dispatch_id: dispatch.id, loaded: whole && !swapped ? null : told, ...(swapped ? { swapped } : {}), vehicle: state.vehicle.trim(), driver: state.driver.trim(), scanned: state.scanned },
    seen: { picked: Object.fromEntries(dispatch.lines.map(({ id, quantity }) => [id, quantity])) },
    effects: { closes: [dispatch.id], stock: dispatch.lines.filter((line) => line.location_id && loaded[line.id]).map((line) => ({ batch_id: line.batch_id, location_id: line.location_id, change: -loaded[line.id] })) },
    summary: { number: dispatch.number },
    then: load.fresh,
  });
  app.tell('ok', say('recorded_load', { number: dispatch.number }), { big: named(dispatch, 'receiver'), text: [say('kept_on_phone')] });
  app.draw();
}
