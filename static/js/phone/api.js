// The server's side of the phone. Whatever keeps an answer from coming is NoSignal; every answer is told with its status.

export class NoSignal extends Error {
  constructor(cause) {
    super('no answer', { cause });
    this.name = 'NoSignal';
  }
}

const PATIENCE = 30_000;

export class Api {
  csrf = '';

  constructor(addresses, device) {
    this.addresses = addresses;
    this.device = device;
  }

  /** Who is signed in, which sites, the server's clock. */
  phone({ newKey = false } = {}) {
    return this.#ask(this.addresses.phone, { headers: { 'X-Device-Id': this.device, ...(newKey ? { 'X-Device-Key': 'new' } : {}) } });
  }

  /** A site's data; 304 when it is still what `etag` named. */
  site(code, etag) {
    return this.#ask(`${this.addresses.phone}/sites/${encodeURIComponent(code)}`, { headers: etag ? { 'If-None-Match': etag } : {} });
  }

  /** What the server knows of a code that this phone does not. */
  scanned(code) { return this.#ask(this.addresses.scan + encodeURIComponent(code)); }

  /** Sends actions in their order. */
  send(actions) { return this.#post(`${this.addresses.phone}/actions`, { actions: actions.map(told) }); }

  /** Leaves actions of a phone whose access was ended for a manager to decide. */
  deposit(actions, key) { return this.#post(`${this.addresses.phone}/deposit`, { actions: actions.map(told), device_key: key }); }

  /** A picture of a delivery that this phone confirmed. */
  proof({ key, kind, dispatch_id }, sha256, content) {
    return this.#post(`${this.addresses.phone}/proofs`, { key, kind, content, ...(sha256 ? { sha256 } : {}), ...(dispatch_id ? { dispatch_id } : {}) }, {});
  }

  /** Leaves a picture of a phone whose access was ended, after its action. */
  leavePicture({ key, kind }, sha256, content, deviceKey) {
    return this.#post(`${this.addresses.phone}/deposit/pictures`, { key, kind, content, device_key: deviceKey, ...(sha256 ? { sha256 } : {}) }, { device: this.device });
  }

  #post(address, body, frame = { device: this.device, sent_at: new Date().toISOString() }) {
    const json = JSON.stringify({ ...frame, ...body });
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': this.csrf, 'X-Device-Id': this.device };
    return this.#ask(address, { method: 'POST', headers, body: json });
  }

  async #ask(address, { headers = {}, ...options } = {}) {
    try {
      const answer = await fetch(address, { ...options, headers: { Accept: 'application/json', ...headers }, cache: 'no-store',
        redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
      const isJson = /json/.test(answer.headers.get('Content-Type') ?? '');
      return { status: answer.status, etag: answer.headers.get('ETag'), body: isJson ? await answer.json() : null };
    } catch (error) {
      throw new NoSignal(error);
    }
  }
}

/** An action as the server hears it: nothing of what the phone keeps for itself. */
function told({ key, number, kind, site, occurred_at, seen, data }) {
  return { key, number, kind, site, occurred_at, seen, data };
}
