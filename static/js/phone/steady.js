// A code before the camera is one read for as long as it stays there, however many pictures show it; once it was out of
// sight for longer than AWAY it is another box. So a camera that sees the same code again within that time counts once,
// and a hand-held scanner that sends it twice counts twice: it sends once for each pull of the trigger (typing.js).

const AWAY = 1_500; // milliseconds
const SURE = 3; // times in a row before a text that is no label is spoken of

export class Steady {
  #seen = new Map();
  #strange = { text: null, times: 0 };

  /** Whether this text comes freshly before the camera. */
  isNew(text, now = performance.now()) {
    const last = this.#seen.get(text);
    for (const [each, at] of this.#seen) if (now - at > 10 * AWAY) this.#seen.delete(each);
    if (last === undefined || now - last > AWAY) return true;
    this.#seen.set(text, now);
    return false;
  }

  /** A text was taken: it is one read until it is away. */
  taken(text, now = performance.now()) { this.#seen.set(text, now); }

  /** Whether a strange text was seen often enough to be no misreading. */
  isSure(text) {
    const times = this.#strange.text === text ? this.#strange.times + 1 : 1;
    this.#strange = { text, times };
    return times >= SURE;
  }
}
