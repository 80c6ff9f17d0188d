/** Why a gateway may not answer; a browser does not report the reason. */
export function unreachableReason(url: string): string {
    const isMixed = location.protocol === 'https:' && url.startsWith('ws:');
    return (
        `from ${location.origin}: it is not running, or does not admit this origin` +
        `${isMixed ? ', or the browser forbids ws:// to a page on https (use wss://)' : ''}.`
    );
}
