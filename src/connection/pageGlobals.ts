// Imported before what else writes to `window.glue42dash`.
import {inspect} from '../bundle/inspect';
import {publishGlobals} from './globals';
import {connection} from './wiring';

publishGlobals(connection);
window.glue42dash!.inspect = inspect;
