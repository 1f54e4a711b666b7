// The signature and the photo of a form: drawn into a hidden field, made small before it is sent.

import { Pad, shrunk } from './phone/pad.js';

for (const part of document.querySelectorAll('[data-proof]')) {
  if (part.querySelector('[data-proof-pad]')) signature(part);
  if (part.querySelector('input[type=file]')) photo(part);
}

function signature(part) {
  const find = (name) => part.querySelector(`[data-proof-${name}]`);
  const [sign, canvas, typed, back, field] = [find('sign'), find('pad'), find('typed'), find('draw'), part.querySelector('input[name=signature]')];
  const pad = new Pad(canvas, () => {
    field.value = pad.empty ? '' : canvas.toDataURL('image/png');
    tell();
  });
  const tell = () => {
    const drawn = Boolean(field.value);
    canvas.classList.toggle('is-drawn', drawn);
    canvas.setAttribute('aria-label', drawn ? canvas.dataset.drawn : canvas.dataset.empty);
  };
  const choose = (draw) => {
    sign.hidden = !draw;
    typed.hidden = draw;
    back.hidden = draw;
  };
  find('clear').addEventListener('click', () => pad.clear());
  find('type').addEventListener('click', () => {
    pad.clear();
    choose(false);
    (document.getElementById(part.dataset.nameField) ?? back).focus();
  });
  back.addEventListener('click', () => { choose(true); find('type').focus(); });
  if (field.value) restore(canvas, field.value);
  tell();
  choose(true);
}

// What was drawn before the form was refused.
function restore(canvas, address) {
  const image = new Image();
  image.addEventListener('load', () => canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height));
  image.src = address;
}

function photo(part) {
  const input = part.querySelector('input[type=file]');
  const preview = part.querySelector('[data-proof-preview]');
  input.addEventListener('change', async () => {
    preview.hidden = true;
    const [file] = input.files;
    if (!file || file.name === 'photo.jpg') { show(preview, file); return; }
    try {
      const small = await shrunk(file);
      const holder = new DataTransfer();
      holder.items.add(new File([small], 'photo.jpg', { type: 'image/jpeg' }));
      input.files = holder.files;
      show(preview, small);
    } catch {
      // the server says what is wrong with it
    }
  });
}

function show(preview, file) {
  if (!file) return;
  const image = preview.querySelector('img');
  if (image.src) URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(file);
  preview.hidden = false;
}
