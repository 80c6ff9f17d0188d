/**
 * How to get the address of one of the package's files, from that of the main script. Only the page knows it: every Dash
 * app serves the same files under its own prefix.
 */
export function addressesBeside(mainScript: string): (fileName: string) => string {
    // `https://host/prefix/`, and Dash's fingerprint (`.v2_0_0m1700000000`) if it put one into the script's name. It goes
    // where Dash expects it in the other names too: so the browser may keep them for a year, and a page never mixes the
    // files of two versions.
    const [, folder = '', fingerprint = ''] = /^([^?#]*\/)[^/?#.]*(\.v[\w-]+m[0-9a-f]+)?/i.exec(mainScript) ?? [];
    return (fileName) => folder + fileName.replace('.', `${fingerprint}.`);
}

// Has to be asked while the bundle runs, later it is null.
const mainScript = document.currentScript as HTMLScriptElement | null;

/** The absolute address of one of the package's files. */
export const scriptUrl = addressesBeside(mainScript?.src ?? document.baseURI);
