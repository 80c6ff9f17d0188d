import {TextDecoder, TextEncoder} from 'util';

// What browsers have and jsdom lacks. To be imported before what uses it.
Object.assign(globalThis, {TextDecoder, TextEncoder});
