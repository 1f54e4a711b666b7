// What opens over the page: the choice of a site, the whole list, the menu, a question for a reason.

import { tally } from './describe.js';
import { button, el, field, icon, redraw, typed } from './dom.js';
import { sound } from './feedback.js';
import { focusIn } from './focus.js';
import { rows } from './parts.js';
import { named, say } from './words.js';

const part = (id) => document.getElementById(id);

function opened(dialog, title, content) {
  redraw(dialog, el('div', { class: 'ph-dialog-head' }, el('h2', { class: 'ph-h2', id: `${dialog.id}-title` }, title),
    button(say('close'), () => dialog.close(), { kind: 'ph-icon-only', sign: 'cross', 'aria-label': say('close') })), content);
  if (!dialog.open) dialog.showModal();
  focusIn(dialog);
}

/** Hands a dialog over: whoever asked with it before has no answer, and goes on. */
export function takeOver(dialog, told) {
  dialog.returnValue = '';
  dialog.onclose?.();
  dialog.onclose = told;
}

/** The sites of this person. */
export function siteDialog(app) {
  const dialog = part('sites');
  const show = () => {
    const sites = app.phone?.sites ?? [];
    const choose = (code) => () => { dialog.close(); app.dispatchEvent(new CustomEvent('choose', { detail: code })); };
    opened(dialog, say('choose_site'), sites.length
      ? rows(sites.map((site) => ({ title: named(site), text: site.modes.map((mode) => say(`mode_${mode}`)).join(' · '), key: site.code, sign: 'pin', current: site.code === app.site, run: choose(site.code) })), say('choose_site'))
      : el('p', {}, say('no_sites')));
  };
  part('site').addEventListener('click', show);
  return { open: show };
}

/** Everything that waits, was sent or needs somebody. `entry` makes a row. */
export function queueDialog(app) {
  const dialog = part('queue');
  const queue = { entry: null, open: () => draw(true) };
  function draw(show) {
    if (!show && !dialog.open) return;
    const counts = tally(app.actions);
    const words = ['waiting', 'done', 'conflict', 'refused', 'taken_back'].filter((status) => counts[status]).map((status) => say(`count_${status === 'done' ? 'sent' : status}`, { num: counts[status] }));
    opened(dialog, say('what_was_done'), [
      el('p', { class: 'ph-dim' }, words.join(' · ') || say('nothing_done')),
      counts.waiting ? button(say('send_now'), () => app.sync.kick(), { sign: 'upload' }) : null,
      el('ul', { class: 'ph-done', 'aria-label': say('what_was_done') }, [...app.actions].reverse().map((each) => queue.entry(each))),
    ]);
  }
  part('status').addEventListener('click', () => draw(true));
  app.addEventListener('draw', () => draw(false));
  return queue;
}

/** Sound, the way out, the other language. */
export function menuDialog(app, { signOut }) {
  const dialog = part('menu');
  const links = [...dialog.querySelectorAll('a, p')];
  function show() {
    const mute = button(say(sound.muted ? 'sound_on' : 'sound_off'), () => { sound.mute(!sound.muted); show(); }, { key: 'mute' });
    const out = app.actor ? button(say('sign_out'), () => { dialog.close(); signOut(); }, { sign: 'exit', key: 'out' }) : null;
    opened(dialog, say('menu'), el('div', { class: 'ph-menu' }, links, mute, out));
  }
  part('menu-open').addEventListener('click', show);
}

/** Asks for a reason; null when it was left. */
export function reasonDialog() {
  const dialog = part('ask');
  return {
    reason: (what) => new Promise((resolve) => {
      let reason = say('undo_default');
      const input = typed(reason, (text) => { reason = text; }, { maxlength: 500, key: 'undo reason' });
      takeOver(dialog, () => resolve(dialog.returnValue === 'yes' ? reason.trim() : null));
      opened(dialog, say('undo_this'), [el('p', {}, el('strong', {}, what)), el('p', {}, say('undo_help')), field(say('reason'), input),
        button(say('undo_now'), () => { if (reason.trim()) dialog.close('yes'); }, { kind: 'btn-primary', sign: 'undo' })]);
    }),
  };
}

/** Asks whether what was entered is right: the sentences with a yes and a way back. Resolves true only for yes. */
export function question(title, sentences, { note, yes, no }) {
  const dialog = part('ask');
  return new Promise((resolve) => {
    takeOver(dialog, () => resolve(dialog.returnValue === 'yes'));
    opened(dialog, title, [el('p', {}, note), el('ul', { class: 'ph-asked' }, sentences.map((text) => el('li', {}, text))),
      el('div', { class: 'ph-menu' }, button(no, () => dialog.close('no'), { kind: 'btn-primary', sign: 'back' }), button(yes, () => dialog.close('yes'), { sign: 'check' }))]);
  });
}

/** A question before signing out with something unsent: resolves 'send', 'lose' or 'stay'. */
export function leaveDialog(dialog, { title, text, send, lose, stay }) {
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue || 'stay');
    dialog.returnValue = '';
    const way = (words, value, kind, sign) => button(words, () => dialog.close(value), { kind, sign });
    redraw(dialog, el('h2', { class: 'ph-h2' }, icon('alert'), ' ', title), el('p', {}, text),
      el('div', { class: 'ph-menu' }, way(send, 'send', 'btn-primary', 'upload'), way(stay, 'stay', 'ph-quiet', 'back'), way(lose, 'lose', 'btn-danger', 'exit')));
    dialog.showModal();
  });
}
