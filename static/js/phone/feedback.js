// What a read feels like: a sound, a vibration. Colour and words are the page's. Sounds are made here, not loaded.

const TONES = {
  ok: [[1320, 0, 0.09]],
  attention: [[880, 0, 0.1], [880, 0.16, 0.1]],
  wrong: [[220, 0, 0.32]],
};
const SHAKES = { ok: 60, attention: [60, 60, 60], wrong: 260 };
const MUTED = 'evernormal-muted';

let audio = null;

function remembered() {
  try { return localStorage.getItem(MUTED) === '1'; } catch { return false; }
}

export const sound = {
  muted: remembered(),
  /** Silent or not, remembered on this device. */
  mute(on) {
    sound.muted = on;
    try { localStorage.setItem(MUTED, on ? '1' : '0'); } catch { /* remembered for this visit only */ }
  },
};

/** Browsers let a page sound only after it was touched once. */
export function readySound() {
  const wake = () => {
    audio ??= new AudioContext();
    audio.resume().catch(() => { /* interrupted by a call: the next touch tries again */ });
  };
  for (const event of ['pointerdown', 'keydown']) document.addEventListener(event, wake, { passive: true });
}

/** Sound and vibration for 'ok', 'attention' or 'wrong'. */
export function feel(tone) {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(SHAKES[tone]);
  if (sound.muted || audio?.state !== 'running') return;
  for (const [pitch, from, length] of TONES[tone]) note(pitch, audio.currentTime + from, length);
}

function note(pitch, from, length) {
  const voice = audio.createOscillator();
  const volume = audio.createGain();
  voice.type = 'square';
  voice.frequency.value = pitch;
  volume.gain.setValueAtTime(0.12, from);
  volume.gain.exponentialRampToValueAtTime(0.001, from + length);
  voice.connect(volume).connect(audio.destination);
  voice.start(from);
  voice.stop(from + length);
}
