// The data of a site as this phone believes it to be now: what the server said, and on top of it what was done here and
// is not in that data yet. Quantities are whole numbers in the batch's unit; null where a blind stocktake hides them.

const EMPTY = { locations: [], items: [], batches: [], dispatches: [], arrivals: [], consignments: [], modes: [], site: {} };

export class SiteView {
  constructor(record, actions = []) {
    const data = { ...EMPTY, ...record?.data };
    this.data = data;
    this.site = data.site;
    this.asOf = data.as_of;
    this.modes = data.modes;
    this.locations = byId(data.locations);
    this.items = byId(data.items);
    this.batches = byId(data.batches);
    this.dispatches = data.dispatches.map((each) => ({ ...each, lines: each.lines.map((line) => ({ ...line, others: line.others.map((other) => ({ ...other })) })) }));
    this.arrivals = [...data.arrivals];
    this.consignments = data.consignments.map((each) => ({ ...each, lines: each.lines.map((line) => ({ ...line })) }));
    this.#index();
    this.stock = new Map();
    for (const batch of data.batches) for (const place of batch.places) this.#at(batch.id, place.location_id, place);
    for (const action of actions) if (counts(action, record)) this.#apply(action.effects ?? {}, action);
  }

  #index() {
    this.codes = new Map();
    for (const batch of this.batches.values()) {
      for (const code of [batch.code, ...(batch.codes ?? [])]) this.codes.set(code, { is: 'batch', batch, replaced: code !== batch.code });
      for (const code of batch.revoked ?? []) this.codes.set(code, { is: 'revoked', batch });
    }
    for (const location of this.locations.values()) for (const code of location.codes ?? []) this.codes.set(code, { is: 'location', location });
    this.numbers = new Map();
    for (const [is, documents] of [['dispatch', this.dispatches], ['arrival', this.arrivals], ['consignment', this.consignments]]) {
      for (const each of documents) this.#document(is, each);
    }
    this.gtins = new Map();
    for (const item of this.items.values()) for (const gtin of item.gtins ?? []) this.gtins.set(gtin, item);
  }

  #document(is, document) {
    const found = { is, [is]: document };
    if (document.code) this.codes.set(document.code, found);
    if (document.number) this.numbers.set(document.number, found);
    for (const line of document.lines) if (is === 'consignment' && line.code) this.codes.set(line.code, { ...found, line });
  }

  byCode(code) { return this.codes.get(code); }

  byNumber(number) { return this.numbers.get(number); }

  byGtin(gtin) { return this.gtins.get(gtin); }

  item(batch) { return this.items.get(batch?.item_id) ?? { name_en: '?', name_zh: '?' }; }

  /** Where a batch lies here: [{location, quantity, reserved}], most first. */
  places(batchId) {
    const found = [];
    for (const [locationId, place] of this.stock.get(batchId) ?? []) {
      if ((place.quantity === null || place.quantity > 0) && this.locations.has(locationId)) found.push({ location: this.locations.get(locationId), ...place });
    }
    return found.sort((one, other) => other.quantity - one.quantity);
  }

  /** 0 where nothing lies, null where it is hidden. */
  quantity(batchId, locationId) {
    const place = this.stock.get(batchId)?.get(locationId);
    return place ? place.quantity : 0;
  }

  /** All of a batch here; null where a part of it is hidden. */
  total(batchId) {
    return this.places(batchId).reduce((sum, { quantity }) => (sum === null || quantity === null ? null : sum + quantity), 0);
  }

  /** What lies at a location: [{batch, quantity}]. */
  lyingAt(locationId) {
    return [...this.batches.values()].map((batch) => ({ batch, quantity: this.quantity(batch.id, locationId) })).filter(({ quantity }) => quantity === null || quantity > 0);
  }

  #at(batchId, locationId, place) {
    if (!this.stock.has(batchId)) this.stock.set(batchId, new Map());
    const places = this.stock.get(batchId);
    if (!places.has(locationId)) places.set(locationId, { quantity: 0, reserved: 0 });
    if (place) places.set(locationId, { quantity: place.quantity, reserved: place.reserved ?? 0 });
    return places.get(locationId);
  }

  #apply({ bound = [], stock = [], closes = [], checked = [], swapped = [], received = [], linked = [] }, action) {
    for (const { gtin, item_id: id } of linked) if (this.items.has(id)) this.gtins.set(gtin, this.items.get(id));
    for (const { code, is, id } of bound) this.#bound(code, is, id);
    for (const { line_id: id, quantity } of received) this.#came(id, quantity);
    for (const { batch_id: batch, location_id: location, change, set } of stock) {
      const place = this.#at(batch, location);
      if (place.quantity !== null) place.quantity = set ?? place.quantity + change;
    }
    this.dispatches = this.dispatches.filter(({ id }) => !closes.includes(id));
    this.arrivals = this.arrivals.filter(({ id }) => !closes.includes(id));
    for (const { dispatch_id: id, batch_id: batch } of checked) {
      for (const line of this.dispatches.find((each) => each.id === id)?.lines ?? []) if (line.batch_id === batch) line.scanned = true;
    }
    for (const each of swapped) this.#swap(each, action);
  }

  // Of a part of a line comes a further one; until the server has told its id, it is called by the key of the swap. What
  // the site's data has already, because only the answer went astray, is not done once more: its line is another then.
  #swap({ dispatch_id: id, line_id: lineId, was, gives, ...other }, { key, answer }) {
    const dispatch = this.dispatches.find((each) => each.id === id);
    const line = dispatch?.lines.find((each) => each.id === lineId);
    if (!line || !was || !isAt(line, was) || line.quantity !== was.quantity) return;
    const back = { batch_id: was.batch_id, location_id: was.location_id, free: gives, why: 'in-order' };
    const others = [back, ...line.others.filter((each) => !isAt(each, other))];
    this.#freed(was, gives);
    this.#freed(other, -other.quantity);
    const taken = { ...other, others, scanned: true, why: 'choice' };
    if (gives === line.quantity) Object.assign(line, taken);
    else {
      line.quantity -= gives;
      const told = answer?.line_id;
      dispatch.lines.push({ ...line, ...taken, id: told ?? nameOfSwap(key), others: told ? others : [] });
    }
  }

  #freed(place, change) {
    for (const other of this.dispatches.flatMap(({ lines }) => lines).flatMap(({ others }) => others)) {
      if (isAt(other, place) && other.free !== null) other.free += change;
    }
  }

  #bound(code, is, id) {
    const target = (is === 'batch' ? this.batches : this.locations).get(id);
    if (target && !this.codes.has(code)) this.codes.set(code, { is, [is]: target });
  }

  #came(lineId, quantity) {
    for (const line of this.consignments.flatMap(({ lines }) => lines)) {
      if (line.id === lineId && line.outstanding !== null) line.outstanding = Math.max(0, line.outstanding - quantity);
    }
  }
}

/** Waiting actions count, and those that were done after the data was fetched. */
function counts(action, record) {
  return action.status === 'waiting' || (action.status === 'done' && action.answered_at > (record?.fetched_at ?? 0));
}

const isAt = (one, other) => one.batch_id === other.batch_id && one.location_id === other.location_id;

const OF_SWAP = 'swap ';

/** The name of a line that came of a swap, until the server has told its id. */
export const nameOfSwap = (key) => OF_SWAP + key;

/** The key of the swap that a line came of; null where it has its id. */
export const swapOf = (lineId) => (lineId.startsWith(OF_SWAP) ? lineId.slice(OF_SWAP.length) : null);

function byId(rows) { return new Map(rows.map((row) => [row.id, row])); }

/** The opposite of an action's effects on stock, for taking it back; null where there is none. */
export function opposite(effects = {}) {
  const changes = (effects.stock ?? []).filter(({ change }) => change !== undefined);
  return { stock: changes.map((each) => ({ ...each, change: -each.change })) };
}
