import type {Account} from './account';
import {limitName} from './table';
import type {Share} from './waitingBytes';

/** What one client has sent and is not passed on yet, as it counts in several accounts. */
export class Shares {
    private readonly shares: Share[] = [];
    private bytes = 0;

    /** `onTooMuch` gets the name of the limit of which this client has the largest part. */
    constructor(private readonly onTooMuch: (limit: string) => void) {}

    add({waiting, scope}: Account): void {
        const share = waiting.add(() => this.onTooMuch(limitName(scope, 'waiting-mb')));
        this.shares.push(share);
        share.set(this.bytes);
    }

    set(bytes: number): void {
        this.bytes = bytes;
        this.shares.forEach((share) => share.set(bytes));
    }

    end(): void {
        this.shares.forEach((share) => share.end());
    }
}
