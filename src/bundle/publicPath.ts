// Imported before anything else: tells webpack where the lazy chunks are. Their names become whole addresses here, because
// they too depend on Dash's fingerprint; the public path itself stays empty.
import {scriptUrl} from './scriptUrl';

declare let __webpack_get_script_filename__: (chunkId: string) => string;

const fileName = __webpack_get_script_filename__;
__webpack_get_script_filename__ = (chunkId) => scriptUrl(fileName(chunkId));
