// The strip that is always there: whether there is a signal, how many wait, were sent, need somebody; how old the data is.

import { tally } from './describe.js';
import { el, icon, redraw } from './dom.js';
import { whenFree } from './hands.js';
import { addresses } from './page.js';
import { CLOCK_LIMIT } from './sync.js';
import { moment, named, say } from './words.js';

const part = (id) => document.getElementById(id);
const STATE = {
  idle: ['check', 'ok', 'signal_all_sent'],
  sending: ['upload', 'calm', 'signal_sending'],
  'no-signal': ['clock', 'attention', 'signal_none'],
  trouble: ['alert', 'attention', 'signal_trouble'],
  'sign-in': ['user', 'attention', 'signal_sign_in'],
  ended: ['blocked', 'wrong', 'signal_ended'],
};

export class StatusView {
  constructor(app) {
    this.app = app;
    app.addEventListener('draw', () => this.draw());
    app.sync.addEventListener('state', () => whenFree(() => this.draw()));
    for (const event of ['online', 'offline']) window.addEventListener(event, () => this.draw());
  }

  get state() {
    const { state } = this.app.sync;
    return state === 'idle' && !navigator.onLine ? 'no-signal' : state;
  }

  draw() {
    const { app } = this;
    const counts = tally(app.actions);
    const pictures = app.pictures.filter(({ status }) => status === 'waiting').length;
    const toSettle = counts.conflict + counts.refused + counts.held;
    const [sign, tone, key] = STATE[this.state];
    const head = this.state === 'idle' && (counts.waiting || pictures) ? 'signal_sending' : key;
    const strip = part('status');
    strip.className = `ph-status tone-${toSettle ? 'wrong' : tone}`;
    redraw(strip, icon(toSettle ? 'alert' : sign),
      el('span', { class: 'ph-status-words' },
        el('strong', { id: 'signal' }, say(head)),
        el('span', { id: 'counts' }, [
          say('count_waiting', { num: counts.waiting + (app.sealed ?? []).reduce((sum, { num }) => sum + num, 0) }), say('count_sent', { num: counts.done }),
          pictures ? say('count_pictures', { num: pictures }) : null,
          toSettle ? say('count_to_settle', { num: toSettle }) : null].filter(Boolean).join(' · '))),
      el('span', { class: 'ph-as-of' }, app.view.asOf ? say('data_as_of', { time: moment(app.view.asOf) }) : ''));
    part('site-name').textContent = app.ready ? named(app.view.site) : say('no_site');
    this.#pass();
    redraw(part('notices'), this.#notices());
  }

  // A volunteer reads at all times under which name they work, and until when.
  #pass() {
    const pass = this.app.phone?.day_pass;
    const line = part('pass');
    line.hidden = !pass;
    if (!pass) line.replaceChildren(); // no name stays behind, hidden or not
    else redraw(line, icon('user'), el('span', {}, say('pass_until', { name: pass.name, time: moment(pass.until) })));
  }

  #notices() {
    const { app } = this;
    const found = [];
    const clock = app.phone?.clock ?? 0;
    if (this.state === 'sign-in') found.push(notice('user', 'attention', say('sign_in_again'), el('a', { class: 'ph-btn btn-primary', href: addresses.signIn }, say('sign_in'))));
    if (this.state === 'ended') found.push(notice('blocked', 'wrong', say('access_ended')));
    for (const { until, num } of app.sealed ?? []) found.push(notice('clock', 'wrong', `${say('pass_over', { time: moment(until) })} ${num ? say('pass_sealed', { num }) : ''}`));
    found.push(...this.#wiped());
    if (Math.abs(clock) > CLOCK_LIMIT) found.push(notice('clock', 'attention', say(clock > 0 ? 'clock_slow' : 'clock_fast', { num: Math.round(Math.abs(clock) / 60) })));
    for (const { why } of app.pictures.filter(({ status }) => status === 'refused')) found.push(notice('camera', 'attention', `${say('picture_refused', { why })} ${say('picture_refused_next')}`, el('button', { type: 'button', class: 'ph-btn ph-quiet', 'data-key': 'picture read', on: { click: () => app.picturesRead() } }, say('understood'))));
    if (app.others?.actions && !app.sealed?.length) found.push(notice('people', 'attention', say('others_wait', { num: app.others.actions })));
    if (app.others?.pictures && !app.sealed?.length) found.push(notice('people', 'attention', say('others_pictures', { num: app.others.pictures })));
    if (app.view.data.complete === false) found.push(notice('info', 'attention', say('not_complete')));
    if (app.update) found.push(notice('download', 'calm', say('new_version'), el('button', { type: 'button', class: 'ph-btn ph-quiet', 'data-key': 'reload', on: { click: () => location.reload() } }, say('reload'))));
    return found;
  }

  // What became of everything on this phone when its access was ended.
  #wiped() {
    const { wiped } = this.app;
    if (!wiped) return [];
    const { left, kept, gone } = wiped.pictures;
    return [
      wiped.kept || kept ? null : notice('info', 'calm', say('wiped', { num: wiped.deposited })),
      wiped.kept ? notice('clock', 'attention', say('wiped_kept', { num: wiped.kept })) : null,
      left ? notice('camera', 'calm', say('wiped_pictures_left', { num: left })) : null,
      kept ? notice('camera', 'attention', say('wiped_pictures_kept', { num: kept })) : null,
      gone ? notice('camera', 'attention', say('wiped_pictures', { num: gone })) : null,
    ].filter(Boolean);
  }
}

function notice(sign, tone, words, action = null) {
  return el('div', { class: `ph-notice tone-${tone}` }, icon(sign), el('p', {}, words), action);
}
