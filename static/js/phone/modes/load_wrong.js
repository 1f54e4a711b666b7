// The wrong box while loading: which one was expected and why, what is allowed, and a deviation with its reason.

import { display } from '../../label_code.js';
import { button, el, field, typed } from '../dom.js';
import { batchLine, batchTitle, facts, heading, namesOf } from '../parts.js';
import { nameOfSwap } from '../site_view.js';
import { amount, booked, hasWords, say } from '../words.js';

const ALLOWED = ['in-order', 'later-expiry'];
const BY_CONSENT = ['restricted', 'restriction-unknown', 'restriction-not-convertible', 'restriction-used-up'];

/** Says that a box is not on the list, and remembers it so that the person may decide. */
export function wrongBox(app, dispatch, { batch, code }) {
  const { state, view } = app;
  const line = expected(app, dispatch, batch);
  if (!line) {
    app.tell('wrong', say('wrong_goods'), { big: batchTitle(view, batch), text: [say('not_on_list', { number: dispatch.number }), display(code)] });
    return true;
  }
  const again = state.swap?.batch_id === batch.id && state.swap.line_id === line.id; // the same box once more
  if (!again) state.swap = { line_id: line.id, batch_id: batch.id, code, quantity: null, reason: '', consent: '' };
  const wanted = view.batches.get(line.batch_id);
  app.tell('wrong', say('wrong_batch'), { big: batchTitle(view, batch), text: [say('expected_instead', { what: [batchLine(wanted) || display(wanted.code), view.locations.get(line.location_id)?.code].filter(Boolean).join(' · ') })] });
  return true;
}

// Of the lines with the same item: one that is not loaded yet, one whose list of others names this batch.
function expected({ state, view }, dispatch, batch) {
  const same = dispatch.lines.filter((line) => view.batches.get(line.batch_id)?.item_id === batch.item_id);
  const open = same.filter(({ id, quantity }) => (state.loaded[id] ?? 0) < quantity);
  const names = (line) => line.others.some((other) => other.batch_id === batch.id);
  return open.find(names) ?? same.find(names) ?? open[0] ?? same[0];
}

export function showWrong(app, dispatch) {
  const { state: { swap }, view } = app;
  const line = dispatch.lines.find(({ id }) => id === swap.line_id);
  const batch = view.batches.get(swap.batch_id);
  if (!line || !batch) { app.state.swap = null; return { body: [], hint: '' }; }
  const other = line.others.find((each) => each.batch_id === batch.id);
  const consent = Boolean(other && BY_CONSENT.includes(other.why));
  const may = other && (other.free ?? 1) > 0 && (ALLOWED.includes(other.why) || (consent && view.data.may_override));
  const wanted = view.batches.get(line.batch_id);
  const body = [
    heading(say('expected')),
    facts([[batchTitle(view, wanted), [batchLine(wanted) || display(wanted.code), view.locations.get(line.location_id)?.code, amount(line.quantity, wanted.unit)].filter(Boolean).join(' · ')], [say('why_expected'), say(line.why === 'choice' ? 'why_choice' : whyRule(wanted, batch))]]),
    heading(say('in_your_hand')),
    facts([[batchTitle(view, batch), [batchLine(batch), other && say('free_here', { amount: booked(other.free, batch.unit) })].filter(Boolean).join(' · ') || display(swap.code)], [say('may_it'), mayWords(other)]]),
  ];
  const back = button(say('fetch_expected'), () => { app.hush(); return app.change({ swap: null }); }, { sign: 'back' });
  if (!may) return { body: [...body, back], hint: say(consent && (other.free ?? 1) > 0 ? 'swap_by_manager' : 'swap_not_allowed') };
  const tell = (name) => (text) => { swap[name] = text; app.keep(); app.dispatchEvent(new CustomEvent('foot')); };
  const fields = [field(say('reason_for_swap'), typed(swap.reason, tell('reason'), { key: 'reason', maxlength: 500 }), say('reason_for_swap_help')),
    consent ? field(say('consent_of'), typed(swap.consent, tell('consent'), { key: 'consent', maxlength: 200 })) : null];
  const most = mostOf(wanted, batch, line, other);
  const quantity = Math.min(swap.quantity ?? usual(app, wanted, batch, line, most), most);
  const number = { value: quantity, unit: batch.unit, least: 1, most, capped: true, tell: (value) => { swap.quantity = value; return app.change({}); } };
  const gives = givenUp(wanted, batch, quantity);
  if (!most) return { body: [...body, back], hint: say('swap_never_fits', { unit: wanted.unit }) };
  if (!gives) return { body: [...body, fields, back], number, hint: say('swap_does_not_fit', { amount: amount(quantity, batch.unit), unit: wanted.unit }) };
  if (!swap.reason.trim() || (consent && !swap.consent.trim())) return { body: [...body, fields, back], number, hint: say(consent ? 'swap_needs_consent' : 'swap_needs_reason') };
  return { body: [...body, fields, back], number, action: { words: say('do_swap', { amount: amount(quantity, batch.unit) }), sign: 'check', run: () => record(app, dispatch, line, other, { quantity, gives }) } };
}

// How many of the expected batch's units a number of the other stands for; null where that is not whole or not known.
function givenUp(wanted, batch, quantity) {
  if (wanted.unit === batch.unit && wanted.base_per_unit === batch.base_per_unit) return quantity;
  if (!wanted.base_per_unit || !batch.base_per_unit) return null;
  const base = quantity * batch.base_per_unit;
  return base % wanted.base_per_unit ? null : base / wanted.base_per_unit;
}

// The greatest number of the other batch that is free, is not more than the line and stands for whole units of it.
function mostOf(wanted, batch, line, other) {
  const same = wanted.unit === batch.unit && wanted.base_per_unit === batch.base_per_unit;
  const room = same ? line.quantity : Math.floor(line.quantity * (wanted.base_per_unit ?? 0) / (batch.base_per_unit ?? 1));
  let most = Math.min(room, other.free ?? room);
  while (most > 0 && !givenUp(wanted, batch, most)) most -= 1;
  return most;
}

// What is still missing on the lorry is taken of the other batch, unless a smaller number is given.
function usual({ state }, wanted, batch, line, most) {
  const missing = line.quantity - (state.loaded[line.id] ?? 0);
  let number = most;
  while (number > 1 && missing > 0 && (givenUp(wanted, batch, number) ?? Infinity) > missing) number -= 1;
  return number;
}

const whyRule = (wanted, batch) => (wanted.expires_on && (!batch.expires_on || wanted.expires_on < batch.expires_on) ? 'why_expires_first' : 'why_rule');

function mayWords(other) {
  if (!other) return say('other_none_free');
  const key = `other_${other.why.replaceAll('-', '_')}`;
  return hasWords(key) ? say(key) : say('other_not_allowed');
}

function swapped(state, { line, left, name, quantity }) {
  const loaded = { ...state.loaded };
  if (left && loaded[line.id] > left) loaded[line.id] = left; // these were put back for the others
  loaded[name] = Math.min(1, quantity);
  return { ...state, loaded, swap: null, at: name };
}

async function record(app, dispatch, line, other, { quantity, gives }) {
  const { state: { swap }, view } = app;
  const batch = view.batches.get(swap.batch_id);
  const was = { batch_id: line.batch_id, location_id: line.location_id, quantity: line.quantity };
  const place = { batch_id: batch.id, location_id: other.location_id };
  const left = was.quantity - gives;
  await app.act({
    kind: 'swap',
    data: { dispatch_id: dispatch.id, line_id: line.id, ...place, quantity, reason: swap.reason.trim(), consent: swap.consent.trim(), scanned: [swap.code] },
    seen: { line_quantity: line.quantity, free: other.free },
    effects: { swapped: [{ dispatch_id: dispatch.id, line_id: line.id, ...place, quantity, was, gives }] },
    summary: { item: namesOf(view.item(batch)), quantity, unit: batch.unit, number: dispatch.number },
    then: (key) => swapped(app.state, { line, left, name: left ? nameOfSwap(key) : line.id, quantity }),
  });
  app.tell('ok', say('recorded_swap'), { big: batchTitle(app.view, batch), text: [left ? say('swap_left', { amount: amount(left, view.batches.get(was.batch_id).unit) }) : '', say('kept_on_phone')] });
  app.draw();
}
