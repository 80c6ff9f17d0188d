import '../dash/otherComponents';
import {connection} from '../connection/wiring';
import {followChannel} from './channelSelector';
import {createFollowStatus} from './statusBadge';

// The functions of the clientside callbacks in dash_glue42/_pieces.py. They are here and not in the page, so that a
// Content-Security-Policy needs no exception for them.
window.dash_clientside = {
    ...window.dash_clientside,
    dash_glue42: {followChannel, followStatus: createFollowStatus(connection)},
};
