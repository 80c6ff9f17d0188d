/** Why a client may not log in, in words that it may read. */
export class Refusal extends Error {
    /** What only the log says. */
    readonly detail: string | undefined;
    /** The token may come from a program that tries one after another. */
    readonly isGuess: boolean;
    /** The same token may do later. Client libraries try again when the connection closes, but not after a refusal. */
    readonly isTemporary: boolean;

    constructor(reason: string, {detail = '', isGuess = false, isTemporary = false} = {}) {
        super(reason);
        this.detail = detail || undefined;
        this.isGuess = isGuess;
        this.isTemporary = isTemporary;
    }
}
