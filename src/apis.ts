/** What a page needs once it has a bus: in one file of its own, which is fetched beside the client library. */
import {checkResponses} from './delivery/responses';

export {prepareGlue} from './connection/prepareGlue';

checkResponses(window);
