import {connection} from '../connection/wiring';
import {createFollowStatus} from './statusBadge';

export {followChannel} from './channelSelector';
export const followStatus = createFollowStatus(connection);
