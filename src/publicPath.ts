// Imported before anything else: tells webpack where the lazy chunks are. That is known only in the page, because every
// Dash app serves the same files under its own prefix.

declare let __webpack_public_path__: string;
declare let __webpack_get_script_filename__: (chunkId: string) => string;

const mainScript = (document.currentScript as HTMLScriptElement | null)?.src ?? document.baseURI;

/** `https://host/prefix/`, and Dash's fingerprint (`.v2_0_0m1700000000`) if it put one into the script's name. */
const [, folder, fingerprint = ''] = /^([^?#]*\/)[^/?#]*?(\.v[\w-]+m[0-9a-f]+)?(?:\.js)?(?:[?#].*)?$/i.exec(mainScript) ?? [];

/**
 * The file's name with the fingerprint of the main script, at the place where Dash expects it: so the browser may keep it
 * for a year, and a page never mixes the files of two versions.
 */
const withFingerprint = (fileName: string): string => fileName.replace('.', `${fingerprint}.`);

/** The absolute address of one of the package's scripts. */
export const scriptUrl = (fileName: string): string => (folder ?? '') + withFingerprint(fileName);

const chunkFileName = __webpack_get_script_filename__;
__webpack_public_path__ = folder ?? '';
__webpack_get_script_filename__ = chunkId => withFingerprint(chunkFileName(chunkId));
