const maxBytes = 256 * 1024;

/** What is at an address of the operator's. */
export async function fetchText(url: string, timeoutMs: number): Promise<string> {
    // A redirect could lead to an address that is not the operator's.
    const answer = await fetch(url, {redirect: 'error', signal: AbortSignal.timeout(timeoutMs)});
    if (!answer.ok || !answer.body) {
        await answer.body?.cancel();
        throw new Error(`the answer has the status ${answer.status}`);
    }
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of answer.body) {
        size += part.length;
        if (size > maxBytes) {
            throw new Error(`more than ${maxBytes} bytes`);
        }
        parts.push(part);
    }
    return Buffer.concat(parts).toString();
}

/** With what `fetch` says only in the cause. */
export const fetchProblem = (reason: unknown): string => {
    const {message, cause} = reason as Error;
    return cause instanceof Error ? `${message} (${cause.message})` : message;
};
