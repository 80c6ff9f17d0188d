/** What may be the matter with a gateway that does not answer; a browser does not tell. */
export function unreachableReason(url: string): string {
    const isMixed = location.protocol === 'https:' && url.startsWith('ws:');
    return (
        `from ${location.origin}: it is not running, or does not admit this origin` +
        `${isMixed ? ', or the browser forbids ws:// to a page on https (use wss://)' : ''}.`
    );
}
