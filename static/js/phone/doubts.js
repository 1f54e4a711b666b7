// What of a receipt is asked before it is kept on the phone: what the server would ask (donations/receipt_doubts.py),
// answered with the same words, so that it is not asked again when the phone has sent it.

const FAR_YEARS = 20;

/** The device's calendar day. */
export function today(now = new Date()) {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Dates that cannot be: 'made_later', 'made_after_expiry'; null when they can. Days are written YYYY-MM-DD. */
export function impossible({ produced_on: made, expires_on: expires }, day = today()) {
  if (made && made > day) return 'made_later';
  return made && expires && expires < made ? 'made_after_expiry' : null;
}

const far = (expires, day) => expires.slice(0, 4) - FAR_YEARS > Number(day.slice(0, 4))
  || (expires.slice(0, 4) - FAR_YEARS === Number(day.slice(0, 4)) && expires.slice(4) > day.slice(4));

/** The questions about one line as it was counted: [{code, word, figures}]. `outstanding` null: how many were promised
 *  is not known, so nothing can be too much. */
export function doubts({ line_no, outstanding, accepted, rejected = 0, expires_on }, day = today()) {
  if (!accepted) return [];
  const found = [];
  const ask = (code, about, figures) => found.push({ code, word: `${code}:${line_no}:${about}`, figures });
  const received = accepted + rejected;
  const left = outstanding === null ? null : Math.max(0, outstanding);
  if (left !== null && received > left) ask('over-outstanding', received, { received, outstanding: left });
  if (expires_on && expires_on < day) ask('expired-on-arrival', expires_on, { expires_on });
  else if (expires_on && far(expires_on, day)) ask('expiry-far', expires_on, { expires_on, years: FAR_YEARS });
  return found;
}
