// Imported before what else writes to `window.glue42dash`.
import {publishGlobals} from './globals';
import {connection} from './wiring';

publishGlobals(connection);
