import {trace} from '../trace/trace';
import {safeText} from './connection/facts';
import {createRecords} from './records';
import {readRecords, saveRecords} from './survival';

/** What this page did on the bus since the inspector was loaded, and before a reload. */
export const records = createRecords(readRecords());

trace.record = records.record;
window.addEventListener('pagehide', () => saveRecords(records.list(), safeText));
