// The running list: what was done on this phone, newest first, each with its state and a way to take it back.

import { display } from '../label_code.js';
import { describe, STATES } from './describe.js';
import { button, el, icon, redraw } from './dom.js';
import { opposite } from './site_view.js';
import { moment, say } from './words.js';

const SHORT = 5;
const CAN_UNDO = ['waiting', 'done', 'conflict', 'refused'];

export class ListView {
  constructor(app, { dialog, ask }) {
    Object.assign(this, { app, dialog, ask });
    app.addEventListener('draw', () => this.draw());
  }

  draw() {
    const { app } = this;
    const mine = app.actions.filter(({ site }) => site === app.site).reverse();
    const shown = mine.filter(({ kind }) => kind !== 'check');
    redraw(document.getElementById('done'),
      shown.length || app.notes.length ? el('h2', { class: 'ph-h2', id: 'done-title' }, say('done_here')) : null,
      app.notes.length ? el('ul', { class: 'ph-done', 'aria-label': say('notes') }, app.notes.slice(0, 3).map((note) => this.#note(note))) : null,
      shown.length ? el('ul', { class: 'ph-done', 'aria-labelledby': 'done-title' }, shown.slice(0, SHORT).map((each) => this.entry(each))) : null,
      shown.length > SHORT ? button(say('show_all', { num: mine.length }), () => this.dialog.open(), { sign: 'document' }) : null);
  }

  /** One action as a row. */
  entry(action) {
    const { sign, tone } = STATES[action.status] ?? STATES.waiting;
    const undone = this.app.isUndone(action);
    const problem = ['conflict', 'refused'].includes(action.status) && action.problem;
    const mayUndo = CAN_UNDO.includes(action.status) && !undone && !['undo', 'check'].includes(action.kind) && (!['link', 'bind', 'stocktake_count'].includes(action.kind) || action.status === 'waiting');
    return el('li', { class: 'ph-entry', 'data-status': action.status },
      icon(sign, `ph-mark tone-${tone}`),
      el('div', { class: 'ph-row-words' },
        el('strong', {}, describe(action)),
        el('span', { class: 'ph-dim' }, `${say(`status_${action.status}`)} · ${moment(action.occurred_at)}${undone ? ` · ${say('being_undone')}` : ''}`),
        problem ? el('div', { class: 'ph-problem' }, el('p', {}, el('strong', {}, problem.title ?? '')), el('p', {}, problem.detail ?? ''), el('p', {}, say(`next_${action.status}`))) : null),
      mayUndo ? button(say('undo'), () => this.#undo(action), { kind: 'ph-quiet ph-undo', sign: 'undo', key: `undo ${action.key}`, 'aria-label': `${say('undo')}: ${describe(action)}` }) : null);
  }

  async #undo(action) {
    const reason = action.tries === 0 && action.status === 'waiting' ? say('undo_default') : await this.ask.reason(describe(action));
    if (reason) await this.app.inTurn(() => this.app.undo(action, opposite(action.effects), reason));
  }

  #note({ code, at }) {
    return el('li', { class: 'ph-entry' }, icon('help', 'ph-mark tone-attention'),
      el('div', { class: 'ph-row-words' }, el('strong', {}, display(code)), el('span', { class: 'ph-dim' }, `${say('note_unknown')} · ${moment(at)}`)),
      button(say('ask_now'), () => this.app.forget(code).then(() => this.app.heard(code, 'typed')), { key: `ask ${code}`, sign: 'search', 'aria-label': `${say('ask_now')}: ${display(code)}` }));
  }
}
