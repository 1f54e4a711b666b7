// The modes by name, in the order of their bar. A mode has
//   right: the mode whose right it needs (its own name when left out) · offered(view): whether it is of use here
//   sign: icon · fresh(): an empty state
//   check(app): drops what is gone from the state · read(app, reading): true when it had a use for it
//   show(app): {body, number: {value, unit, most, tell}, action: {words, sign, run | href}, hint}

import { bind } from './modes/bind.js';
import { count } from './modes/count.js';
import { deliver } from './modes/deliver.js';
import { handOut } from './modes/hand_out.js';
import { load } from './modes/load.js';
import { lookUp } from './modes/look_up.js';
import { move } from './modes/move.js';
import { receive } from './modes/receive.js';
import { stocktake } from './modes/stocktake.js';

export const MODES = { look_up: lookUp, receive, move, load, deliver, hand_out: handOut, count, stocktake, bind };
