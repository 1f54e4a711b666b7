// Stocktake: choose it, scan a box, enter the number, next. What the books say is not on this phone when the count is
// blind. A box that nobody expected here is counted all the same; goods without a label are noted.

import { display } from '../../label_code.js';
import { button, choice, el, field, typed } from '../dom.js';
import { batchLine, batchTitle, heading, namesOf, quiet, rows } from '../parts.js';
import { amount, day, named, say } from '../words.js';

const SHOWN = 30;
const OWN = 5; // so many of one's own counts stand in the list to be corrected; every other by its box
const KEPT = ['waiting', 'done', 'conflict'];

export const stocktake = {
  sign: 'count',
  right: 'count', // who may count may count a stocktake
  offered: (view) => takesOf(view).length > 0,
  fresh: () => ({ take: null, shelf: null, batch_id: null, location_id: null, counted: 0, scanned: [], noting: false, words: '' }),

  check(app) {
    const { state, view } = app;
    if (state.take && !takesOf(view).some(({ id }) => id === state.take)) app.state = stocktake.fresh();
    else if (state.batch_id && !view.batches.has(state.batch_id)) Object.assign(state, { batch_id: null, scanned: [] });
  },

  read(app, reading) {
    const take = takeOf(app);
    if (!take) return false;
    if (reading.is === 'location') return readShelf(app, take, reading);
    if (reading.is === 'batch') return readBox(app, take, reading);
    return false;
  },

  show(app) {
    const take = takeOf(app);
    if (!take) return { body: toChoose(app), hint: say('hint_stocktake') };
    if (app.state.noting) return noting(app, take);
    const batch = app.view.batches.get(app.state.batch_id);
    return batch ? counting(app, take, batch) : overview(app, take);
  },
};

function takesOf(view) { return view.data?.stocktakes ?? []; }

function takeOf(app) {
  const takes = takesOf(app.view);
  return takes.find(({ id }) => id === app.state.take) ?? (takes.length === 1 ? takes[0] : null);
}

const at = (batch, location) => `${batch}@${location}`;

// What was counted on this phone, by place: the last action that stands. The site's data may not have it yet.
function countedHere(app, take) {
  return new Map(app.actions.filter(({ kind, status, data }) => kind === 'stocktake_count' && KEPT.includes(status) && data.stocktake_id === take.id)
    .map((action) => [at(action.data.batch_id, action.data.location_id), action]));
}

function linesOf(app, take) {
  const here = countedHere(app, take);
  return take.lines.map((line) => withOwn(line, here.get(at(line.batch_id, line.location_id)), app.record?.fetched_at ?? 0));
}

// A line counted anew is known by the data: an answer from before it says nothing of the new round.
function withOwn(line, own, fetched) {
  if (!own || (own.status !== 'waiting' && own.answered_at <= fetched)) return line;
  return { ...line, by_me: true, to_count: false, counted_by_me: own.data.counted, may_correct: line.may_correct || !line.by_me };
}

const codeOf = (app, id) => app.view.locations.get(id)?.code ?? '–';

function scopeWords(app, take) {
  if (take.location_id) return codeOf(app, take.location_id);
  return take.item_id ? named(app.view.items.get(take.item_id)) : say('stocktake_all');
}

function toChoose(app) {
  return [heading(say('stocktakes_open')), rows(takesOf(app.view).map((take) => ({
    title: `${scopeWords(app, take)} · ${take.number}`,
    text: [progress(app, take), take.due_on && say('stocktake_due', { day: day(take.due_on) })].filter(Boolean).join(' · '),
    key: take.id,
    run: () => app.change({ take: take.id }),
  })), say('stocktakes_open'))];
}

function progress(app, take) {
  const lines = linesOf(app, take);
  const done = lines.filter(({ by_me: mine, again, to_count: open }) => mine || (again && !open)).length;
  return say('stocktake_done_of', { done, num: lines.length });
}

function overview(app, take) {
  const { state } = app;
  const open = linesOf(app, take).filter(({ to_count: left, location_id: where }) => left && (!state.shelf || where === state.shelf));
  const title = state.shelf ? say('stocktake_left_at', { code: codeOf(app, state.shelf) }) : say('stocktake_left_all');
  return {
    body: [
      el('p', { class: 'ph-progress' }, el('strong', {}, progress(app, take)), ` · ${scopeWords(app, take)} · ${take.number}`),
      take.note ? quiet(take.note) : null,
      open.length ? heading(title) : quiet(say('stocktake_finished')),
      open.length ? rows(open.slice(0, SHOWN).map((line) => lineRow(app, line)), title) : null,
      open.length > SHOWN ? quiet(say('stocktake_more', { num: open.length - SHOWN })) : null,
      ...ownLines(app, take),
      button(say('stocktake_without_label'), () => app.change({ noting: true, location_id: state.shelf ?? take.location_id ?? firstPlace(app) }), { sign: 'plus' }),
      takesOf(app.view).length > 1 ? button(say('other_stocktake'), () => app.restart(), { sign: 'back' }) : null,
    ],
    hint: open.length ? say('hint_stocktake') : say('stocktake_finished'),
  };
}

// A number that was mistyped is found again, the last ones first.
function ownLines(app, take) {
  const here = [...countedHere(app, take).keys()];
  const own = linesOf(app, take).filter(({ by_me: mine, may_correct: may }) => mine && may)
    .sort((one, other) => here.indexOf(at(other.batch_id, other.location_id)) - here.indexOf(at(one.batch_id, one.location_id))).slice(0, OWN);
  const known = own.filter(({ batch_id: id }) => app.view.batches.has(id));
  return known.length ? [heading(say('stocktake_own')), rows(known.map((line) => ({ ...lineRow(app, line), end: amount(line.counted_by_me, app.view.batches.get(line.batch_id).unit), sign: 'edit' })), say('stocktake_own'))] : [];
}

const firstPlace = (app) => [...app.view.locations.keys()][0];

function lineRow(app, line) {
  const batch = app.view.batches.get(line.batch_id);
  if (!batch) return { title: codeOf(app, line.location_id) };
  return {
    title: batchTitle(app.view, batch),
    text: [codeOf(app, line.location_id), batchLine(batch), line.again && say('stocktake_again')].filter(Boolean).join(' · '),
    end: line.expected === null ? '' : amount(line.expected, batch.unit),
    key: line.id,
    run: () => pick(app, batch, line.location_id, null, []),
  };
}

async function pick(app, batch, locationId, counted, scanned) {
  app.tell('calm', batchTitle(app.view, batch), { text: [batchLine(batch), say('counting_at', { code: codeOf(app, locationId) })] });
  await app.change({ take: takeOf(app).id, batch_id: batch.id, location_id: locationId, counted, scanned });
}

function readShelf(app, take, { location, code }) {
  const { state } = app;
  if (take.location_id && take.location_id !== location.id) {
    app.tell('wrong', say('stocktake_other_place', { code: codeOf(app, take.location_id) }), { big: display(code) });
    return true;
  }
  Object.assign(state, { take: take.id, shelf: location.id });
  if (state.batch_id) state.location_id = location.id;
  app.tell('ok', say('counting_at', { code: location.code }), { big: display(code), text: [state.batch_id ? '' : say('now_scan_box')] });
  return true;
}

function readBox(app, take, { batch, code, text }) {
  const { state, view } = app;
  state.take = take.id;
  if (take.item_id && take.item_id !== batch.item_id) {
    app.tell('wrong', say('stocktake_other_item'), { big: display(code), text: [batchTitle(view, batch)] });
    return true;
  }
  if (state.batch_id === batch.id) {
    state.counted = (state.counted ?? 0) + 1;
    state.scanned = [...state.scanned, text].slice(-50);
  } else {
    Object.assign(state, { batch_id: batch.id, location_id: placeOf(app, take, batch), counted: 1, scanned: [text], noting: false });
  }
  return toldBox(app, take, batch, code);
}

function placeOf(app, take, batch) {
  const own = linesOf(app, take).filter(({ batch_id: id }) => id === batch.id);
  const { shelf } = app.state;
  return take.location_id ?? shelf ?? (own.find(({ to_count: open }) => open) ?? own[0])?.location_id ?? app.view.places(batch.id)[0]?.location.id ?? firstPlace(app);
}

function toldBox(app, take, batch, code) {
  const { state, view } = app;
  const line = lineAt(app, take);
  const where = codeOf(app, state.location_id);
  const text = [batchLine(batch) || display(code), say('counting_at', { code: where })];
  if (line?.by_me) app.tell('attention', line.may_correct ? say('stocktake_you_said', { amount: amount(line.counted_by_me, batch.unit) }) : say('stocktake_counted_by_you'), { big: display(code), text: [batchTitle(view, batch), ...text] });
  else if (!line) app.tell('attention', batchTitle(view, batch), { big: amount(state.counted, batch.unit), text: [say('stocktake_not_expected', { code: where }), ...text] });
  else app.tell('ok', batchTitle(view, batch), { big: amount(state.counted, batch.unit), text });
  return true;
}

function lineAt(app, take) {
  const { state } = app;
  const own = at(state.batch_id, state.location_id);
  const line = linesOf(app, take).find((each) => at(each.batch_id, each.location_id) === own);
  const here = countedHere(app, take).get(own);
  return line ?? (here ? { by_me: true, may_correct: true, counted_by_me: here.data.counted, expected: null } : undefined);
}

function counting(app, take, batch) {
  const { state, view } = app;
  const line = lineAt(app, take);
  const shelves = [...view.locations.values()].filter(({ id }) => !take.location_id || id === take.location_id);
  const where = choice(shelves.map((each) => [each.id, [each.code, named(each)].filter(Boolean).join(' · ')]), state.location_id, (id) => app.change({ location_id: id }), { key: 'where' });
  const body = [
    el('p', { class: 'ph-progress' }, el('strong', {}, batchTitle(view, batch)), ` · ${display(batch.code)}`),
    field(say('stocktake_where'), where),
    quiet(askWords(line, batch)),
    line && line.expected !== null ? quiet(say('stocktake_expected', { amount: amount(line.expected, batch.unit) })) : null,
    line ? null : quiet(say('stocktake_not_expected', { code: codeOf(app, state.location_id) })),
    button(say('back_to_list'), () => { app.hush(); return app.change({ batch_id: null, scanned: [], counted: 0 }); }, { sign: 'back' }),
  ];
  if (line?.by_me && !line.may_correct) return { body, hint: say('hint_stocktake') };
  const number = { value: state.counted, unit: batch.unit, least: 0, tell: (counted) => app.change({ counted }) };
  if (state.counted === null) return { body, number, second: { words: say('stocktake_not_there'), sign: 'cross', run: () => record(app, take, batch, 0) }, hint: say('number_missing') };
  if (state.counted === 0) return { body, number, action: { words: say('stocktake_not_there'), sign: 'cross', run: () => record(app, take, batch) } };
  return { body, number, action: { words: say(line?.by_me ? 'do_stocktake_correct' : 'do_stocktake', { amount: amount(state.counted, batch.unit) }), sign: 'check', run: () => record(app, take, batch) } };
}

function askWords(line, batch) {
  if (!line?.by_me) return say('stocktake_count_it', { unit: batch.unit });
  return line.may_correct ? say('stocktake_you_said', { amount: amount(line.counted_by_me, batch.unit) }) : say('stocktake_counted_by_you');
}

// A count that never left this phone is replaced in the queue; one that may have arrived is corrected by an act of its own.
async function corrects(app, take, place) {
  const earlier = countedHere(app, take).get(place);
  if (earlier?.status === 'waiting' && (await app.store.takeBack(earlier.key))) return Boolean(earlier.data.corrects);
  return true;
}

async function record(app, take, batch, counted = app.state.counted) {
  const { state, view } = app;
  const { location_id: locationId, scanned } = state;
  const again = Boolean(lineAt(app, take)?.by_me) && (await corrects(app, take, at(batch.id, locationId)));
  await app.act({
    kind: 'stocktake_count',
    data: { stocktake_id: take.id, batch_id: batch.id, location_id: locationId, counted, scanned, corrects: again },
    summary: { item: namesOf(view.item(batch)), quantity: counted, unit: batch.unit, to: codeOf(app, locationId), number: take.number },
    then: () => ({ ...state, batch_id: null, counted: 0, scanned: [] }),
  });
  app.tell('ok', say(again ? 'recorded_stocktake_correct' : 'recorded_stocktake', { amount: amount(counted, batch.unit) }), { text: [progress(app, take), say('kept_on_phone')] });
  app.draw();
}

function noting(app, take) {
  const { state, view } = app;
  const shelves = [...view.locations.values()].filter(({ id }) => !take.location_id || id === take.location_id);
  const words = typed(state.words, (text) => { state.words = text; app.keep(); app.dispatchEvent(new CustomEvent('foot')); }, { key: 'words', maxlength: 500 });
  const where = choice(shelves.map((each) => [each.id, [each.code, named(each)].filter(Boolean).join(' · ')]), state.location_id, (id) => app.change({ location_id: id }), { key: 'where' });
  const body = [heading(say('stocktake_without_label')), field(say('stocktake_where'), where), field(say('details'), words, say('stocktake_note_help')),
    button(say('back_to_list'), () => app.change({ noting: false, words: '' }), { sign: 'back' })];
  if (!state.words.trim()) return { body, hint: say('stocktake_note_help') };
  return { body, action: { words: say('do_stocktake_note'), sign: 'check', run: () => recordNote(app, take) } };
}

async function recordNote(app, take) {
  const { words, location_id: locationId } = app.state;
  await app.act({ kind: 'stocktake_note', data: { stocktake_id: take.id, location_id: locationId, words: words.trim() }, summary: { to: codeOf(app, locationId), number: take.number },
    then: () => ({ ...app.state, noting: false, words: '' }) });
  app.tell('ok', say('recorded_stocktake_note'), { text: [say('kept_on_phone')] });
  app.draw();
}
