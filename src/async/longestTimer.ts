/** Browsers run a timer beyond this at once, and so do the client libraries with a time limit. */
export const maxTimeoutMs = 2 ** 31 - 1;
