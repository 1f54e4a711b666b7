// Every word of the page comes from the shell; figures, dates and plurals go by the page's language.

import { language, words } from './page.js';

const plural = new Intl.PluralRules(language);
const figures = new Intl.NumberFormat(language);
const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dated = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });

/** A figure as the language writes it; an en dash for none. */
export const number = (value) => (value === null || value === undefined ? '–' : figures.format(value));

/** A quantity with its unit. */
export const amount = (value, unit) => `${number(value)}\u00a0${unit}`;

/** A figure of the books with its unit; while a blind stocktake hides it, that it does. */
export const booked = (value, unit) => (value === null ? say('figure_hidden') : amount(value, unit));

/** Words by key, with {places}; figures are written as the language does. `num` chooses singular or plural. */
export function say(key, places = {}) {
  const entry = words[key];
  if (entry === undefined) throw new Error(`no words for ${key}`);
  const text = typeof entry === 'string' ? entry : entry[plural.select(places.num)] ?? entry.other;
  return text.replace(/\{(\w+)\}/g, (_all, name) => (typeof places[name] === 'number' ? number(places[name]) : places[name] ?? ''));
}

/** Whether there are words for a key, such as a state that a later server names. */
export const hasWords = (key) => key in words;

/** The name in the page's language, or the only one there is. */
export function named(thing, field = 'name') {
  const [first, second] = language.startsWith('zh') ? ['zh', 'en'] : ['en', 'zh'];
  return thing?.[`${field}_${first}`] || thing?.[`${field}_${second}`] || '';
}

/** A moment: the time today, with the day otherwise. */
export function moment(value) {
  const when = new Date(value);
  return (when.toDateString() === new Date().toDateString() ? clock : dated).format(when);
}

/** A calendar day as the language writes it; as it was given where there is no such day. */
export function day(text) {
  const at = new Date(`${text?.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? text || '–' : days.format(at);
}
