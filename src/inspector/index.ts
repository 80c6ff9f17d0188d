// The entry of dash_glue42.inspector.js. Dash puts it into the pages of apps in debug mode, before its renderer; elsewhere
// glue42dash.inspect() loads it.
import './connection/history';
import './watching';
import {listenToKeys, openPanel, restorePanel} from './panelHost';

export {Bus} from './Bus';

window.glue42dash!.inspect = async () => openPanel();
listenToKeys();
restorePanel();
