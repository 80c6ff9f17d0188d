/** What a page needs once it has a bus: in one file of its own, which is fetched beside the client library. */
import {checkResponses} from './dash/responses';

export {patchGlue} from './connection/clientLibrary/patchGlue';

checkResponses(window);
