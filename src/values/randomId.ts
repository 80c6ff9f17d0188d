/** An id that no other page makes. Not crypto.randomUUID, which plain http does not have. */
export function randomId(): string {
    return Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join('');
}
