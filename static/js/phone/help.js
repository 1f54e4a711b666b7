// What to say of a reading that the mode has no use for: what it is, and where it is of use.

import { NoSignal } from './api.js';
import { display } from '../label_code.js';
import { mayBind } from './modes/bind.js';
import { linkDialog } from './link_dialog.js';
import { batchTitle } from './parts.js';
import { booked, hasWords, named, say } from './words.js';

/** Says what a reading is. Codes that this phone does not know are asked for while there is a signal. */
export async function help(app, reading) {
  const { is } = reading;
  if (is === 'unknown') return unknown(app, reading);
  if (is === 'mistyped') return app.tell('wrong', say('mistyped_title'), { big: reading.text, text: [mistyped(reading.problem)] });
  if (is === 'revoked') return app.tell('wrong', say('revoked_title'), { big: display(reading.code), text: [say('revoked_text')] });
  if (is === 'damaged') return app.tell('wrong', say('damaged_title'), { big: shown(reading.text), text: [damage(reading.fault), say('damaged_text')] });
  if (is === 'lot') return app.tell('attention', say('lot_title'), { big: shown(reading.text), text: [say('lot_text')] });
  if (is === 'gtin') return newGtin(app, reading);
  if (is === 'batch') return app.tell('attention', batchTitle(app.view, reading.batch), { big: display(reading.code), text: [say('not_here_in_mode')] });
  if (is === 'item') return app.tell('attention', named(reading.item), { big: reading.gtin, text: [onlyItem(app, reading.item)] });
  if (is === 'location') return app.tell('attention', say('is_location', { code: reading.location.code }), { big: display(reading.code), text: [say('location_of_no_use')] });
  if (is === 'dispatch' || is === 'arrival' || is === 'consignment') return document(app, reading);
  return app.tell('wrong', say('strange_title'), { big: reading.text.slice(0, 60), text: [say('strange_text')] });
}

const shown = (text) => text.replaceAll('\x1d', ' ').slice(0, 60);

/** What is wrong with a maker's code, in words. */
const damage = ({ kind, ai, text }) => say(`fault_${kind.replaceAll('-', '_')}`, { ai, text: ai && text ? `(${ai}) ${text}` : text, other: text });

function newGtin(app, reading) {
  const { gtin, internal } = reading;
  if (internal) return app.tell('attention', say('internal_title'), { big: gtin, text: [say('internal_text')] });
  const receives = app.modes.includes('receive');
  const may = receives && app.view.data.may_link !== false; // a day pass asks the staff: a link holds for good
  app.tell('attention', say('gtin_title'), { big: gtin, text: [say(may ? 'gtin_link' : receives ? 'gtin_ask_staff' : 'gtin_text')] });
  if (may) linkDialog(app, reading);
  return undefined;
}

/** What is wrong with a typed code, in words. */
export function mistyped({ kind, length, wanted, characters }) {
  if (kind === 'character') return say('typed_character', { characters: [...characters].join(' ') });
  return kind === 'length' ? say('typed_length', { length, wanted }) : say('typed_check');
}

function onlyItem(app, item) {
  const here = [...app.view.batches.values()].filter((batch) => batch.item_id === item.id && app.view.places(batch.id).length);
  return here.length ? say('item_has_batches', { num: here.length }) : say('item_not_here');
}

const HOME = { dispatch: 'load', arrival: 'deliver', consignment: 'receive' };

async function document(app, reading) {
  const paper = reading[reading.is];
  const mode = HOME[reading.is];
  if (app.modes.includes(mode)) {
    await app.use(mode, reading);
    return;
  }
  app.tell('attention', say(`is_${reading.is}`, { number: paper.number }), { big: paper.number, text: [say('no_right_for_mode')] });
}

// Asked beside the reading: the next box need not wait for the answer.
function unknown(app, reading) {
  const big = display(reading.code);
  app.tell('attention', say('unknown_title'), { big, text: [say('unknown_asking')] });
  const { answer } = app;
  ask(app, reading).then((told) => {
    if (app.answer !== answer) return;
    app.tell(told.tone, told.title, { big, text: told.text });
    if (told.link) app.answer.link = told.link;
    if (told.blank && mayBind(app)) offer(app, reading, told.blank);
    app.drawLater();
  });
}

// A label without anything on it: say what it sticks on. Without a signal the person says that it is blank, by its good
// check symbol and because nobody here knows it; the server decides when it is sent.
function offer(app, { code, text }, blank) {
  const back = app.mode;
  app.answer.act = { words: say(blank === 'said' ? 'bind_offer_offline' : 'bind_offer'), run: () => app.use('bind', { is: 'blank', code, text, back, said: blank === 'said' }) };
}

async function ask(app, reading) {
  const title = say('unknown_title');
  try {
    const { status, body } = await app.api.scanned(reading.code);
    if (status === 200) return known(body);
    if (status === 401) return { tone: 'attention', title, text: [say('sign_in_to_ask')] };
    return { tone: 'wrong', title: body?.title ?? title, text: [body?.detail ?? ''] };
  } catch (error) {
    if (!(error instanceof NoSignal)) throw error;
    await app.note(reading);
    return { tone: 'attention', title, text: [say('unknown_offline')], blank: 'said' };
  }
}

function known({ kind, batch, places = [], url }) {
  if (kind === 'unbound') return { tone: 'attention', title: say('bind_title'), text: [say('bind_what')], blank: 'known' };
  const where = places.map((place) => say('place_line', { where: [named(place, 'site') || place.site_name, place.location_code].filter(Boolean).join(' '), amount: booked(place.quantity, batch?.unit ?? '') }));
  const title = batch ? named(batch, 'item') || named(batch) || say('known_elsewhere_title') : say('known_elsewhere_title');
  const what = hasWords(`kind_${kind}`) ? say(`kind_${kind}`) : '';
  return { tone: 'attention', title, text: [what, ...where, say('known_elsewhere_text')], link: { href: url, words: say('open_page') } };
}
