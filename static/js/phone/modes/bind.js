// A blank label of a roll: on which box or shelf does it stick? Scanned, or chosen from a list. Entered by reading such
// a label, not from the bar; afterwards the mode goes on where it was.

import { display } from '../../label_code.js';
import { el, field, redraw, typed } from '../dom.js';
import { batchLine, batchTitle, heading, namesOf, rows } from '../parts.js';
import { named, say } from '../words.js';

const MOST = 12;

export const bind = {
  sign: 'tag',
  right: 'move',
  numbered: false,
  offered: () => false,
  fresh: () => ({ code: '', back: 'look_up', said: false, is: null, id: null, words: '' }),

  check(app) {
    const { state, view } = app;
    if (state.is && !(state.is === 'batch' ? view.batches : view.locations).has(state.id)) Object.assign(state, { is: null, id: null });
  },

  read(app, reading) {
    if (reading.is === 'blank') return begin(app, reading);
    if (reading.is === 'batch') return choose(app, 'batch', reading.batch);
    if (reading.is === 'location') return app.view.data.may_label_shelves === false ? notShelf(app, reading) : choose(app, 'location', reading.location);
    return false;
  },

  show(app) {
    const { state } = app;
    const back = { words: say('bind_not'), sign: 'back', run: () => app.use(state.back) };
    const target = state.is && chosen(app);
    if (!state.code) return { body: [], hint: say('bind_scan'), second: back };
    if (!target) return { body: list(app), hint: say('bind_scan'), second: back };
    const words = say('do_bind', { what: nameOf(app, state.is, target) });
    return { body: [heading(say('bind_label', { code: display(state.code) }))], action: { words, sign: 'tag', run: () => record(app, target) }, second: back };
  },
};

function notShelf(app, { location, code }) {
  app.tell('attention', say('is_location', { code: location.code }), { big: display(code), text: [say('bind_no_shelf')] });
  return true;
}

/** Whether a label that nobody here knows may be put on something in this mode. */
export const mayBind = (app) => app.view.modes.includes('move') && ['look_up', 'receive', 'move', 'count'].includes(app.mode);

const chosen = ({ state, view }) => (state.is === 'batch' ? view.batches : view.locations).get(state.id);

const nameOf = (app, is, target) => (is === 'batch' ? batchTitle(app.view, target) : [target.code, named(target)].filter(Boolean).join(' · '));

function begin(app, { code, back, said }) {
  app.state = { ...bind.fresh(), code, back, said };
  app.tell('attention', say('bind_title'), { big: display(code), text: [say('bind_scan')] });
  return true;
}

function choose(app, is, target) {
  Object.assign(app.state, { is, id: target.id });
  app.tell('ok', nameOf(app, is, target), { big: display(app.state.code), text: [is === 'batch' ? batchLine(target) : '', say('bind_check')] });
  return true;
}

const plain = (text) => text.normalize('NFKC').toLowerCase();

function list(app) {
  const { view, state } = app;
  const pick = (is, target) => async () => { choose(app, is, target); await app.change(); };
  const shelves = (view.data.may_label_shelves === false ? [] : [...view.locations.values()]).map((each) => ({ title: nameOf(app, 'location', each), key: each.id, sign: 'pin', run: pick('location', each) }));
  const goods = [...view.batches.values()].filter(({ id }) => view.places(id).length).map((each) => ({ title: batchTitle(view, each), text: batchLine(each) || display(each.code),
    end: view.places(each.id).map(({ location }) => location.code).join(' '), key: each.id, sign: 'box', run: pick('batch', each) }));
  const found = el('div');
  const draw = () => {
    const wanted = plain(state.words).split(/\s+/);
    const fitting = [...goods, ...shelves].filter(({ title, text = '' }) => wanted.every((word) => plain(`${title} ${text}`).includes(word)));
    redraw(found, rows(fitting.slice(0, MOST), say('bind_choose')), fitting.length > MOST ? el('p', { class: 'ph-dim' }, say('more_items', { num: fitting.length - MOST })) : null);
  };
  draw();
  return [heading(say('bind_choose')), field(say('bind_search'), typed(state.words, (text) => { state.words = text; draw(); }, { key: 'bind', maxlength: 100 })), found];
}

async function record(app, target) {
  const { code, back, said, is } = app.state;
  await app.act({
    kind: 'bind',
    data: { code, [`${is}_id`]: target.id, said_blank: said },
    effects: { bound: [{ code, is, id: target.id }] },
    summary: is === 'batch' ? { number: display(code), item: namesOf(app.view.item(target)) } : { number: display(code), to: target.code },
    then: bind.fresh,
  });
  const words = nameOf(app, is, target);
  await app.forget(code);
  await app.use(back, app.view.byCode(code) && { text: code, code, ...app.view.byCode(code) });
  app.tell('ok', say('recorded_bind', { what: words }), { big: display(code), text: [say('kept_on_phone')] });
  app.draw();
}
