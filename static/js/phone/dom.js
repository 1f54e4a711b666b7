// Small helpers to make elements: text is always text, never markup.

import { addresses } from './page.js';

const SVG = 'http://www.w3.org/2000/svg';

/** An element. `props`: attributes; `on` maps events to functions; false and null attributes are left out. */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    else if (name === 'value') element.value = value ?? '';
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** One icon of the sprite, decoration only. */
export function icon(name, kind = '') {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', `icon ${kind}`);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `${addresses.icons}#${name}`);
  svg.append(use);
  return svg;
}

/** A button with an icon and a word. `key` keeps the focus on it while the page is drawn anew. */
export function button(words, run, { kind = 'ph-quiet', sign = null, key = words, ...props } = {}) {
  return el('button', { type: 'button', class: `ph-btn ${kind}`, 'data-key': key, on: { click: run }, ...props },
    sign && icon(sign), el('span', {}, words));
}

let fields = 0;

/** A field under its label. `input` is what is typed into; `help` stands beneath. */
export function field(label, input, help = '') {
  const id = `field-${fields += 1}`;
  input.id = id;
  if (help) input.setAttribute('aria-describedby', `${id}-help`);
  return el('div', { class: 'ph-field' }, el('label', { for: id }, label), input, help && el('p', { class: 'ph-help', id: `${id}-help` }, help));
}

/** A text field that tells what is typed; `key` keeps the focus. */
export function typed(value, tell, { key, ...props } = {}) {
  return el('input', { class: 'ph-input', type: 'text', autocomplete: 'off', value, 'data-key': key, on: { input: ({ target }) => tell(target.value) }, ...props });
}

/** A field for a whole number; tells null when it is empty, and nothing while it is no number. */
export function counted(value, tell, { key, ...props } = {}) {
  const hear = ({ target }) => {
    const text = target.value.normalize('NFKC').replace(/[\s,]/g, '');
    const fits = /^\d{0,9}$/.test(text);
    target.toggleAttribute('aria-invalid', !fits);
    if (fits) tell(text === '' ? null : Number(text));
  };
  return el('input', { class: 'ph-input ph-number', type: 'text', inputmode: 'numeric', maxlength: 11, autocomplete: 'off', value: value ?? '', 'data-key': key, on: { input: hear, focus: ({ target }) => target.select() }, ...props });
}

/** A choice of `options`, [[value, words]]; tells the value. */
export function choice(options, value, tell, { key, ...props } = {}) {
  const select = el('select', { class: 'ph-input', 'data-key': key, on: { change: ({ target }) => tell(target.value) }, ...props },
    options.map(([each, words]) => el('option', { value: each }, words)));
  select.value = value ?? '';
  return select;
}

/** New content for a place, with the focus and the cursor where they were if that is still there. */
export function redraw(place, ...children) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const [key, from, to] = [focused?.dataset.key, focused?.selectionStart, focused?.selectionEnd];
  place.replaceChildren(...children.flat(9).filter(Boolean));
  const same = key && [...place.querySelectorAll('[data-key]')].find((each) => each.dataset.key === key);
  same?.focus({ preventScroll: true });
  if (same && typeof from === 'number' && same.setSelectionRange) same.setSelectionRange(from, to);
}
