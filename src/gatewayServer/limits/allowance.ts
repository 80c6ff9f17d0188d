import type {Account} from './account';
import {type Measure, limitName} from './table';

/** What keeps a message from being passed on now. */
export interface Shortage {
    waitMs: number;
    /** The limit, as the command line calls it. */
    limit: string;
}

export type Allowance = ReturnType<typeof createAllowance>;

/** How fast one client may send. `accounts` may grow: a client that has logged in has those of its user and its bus as well. */
export const createAllowance = (accounts: readonly Account[]) => ({
    /** Takes one message of so many bytes from every account, or from none and says why. */
    take: (bytes: number): Shortage | undefined => {
        for (const account of accounts) {
            const shortage =
                shortageOf(account, 'messages-per-second', account.messages.waitMs()) ??
                shortageOf(account, 'mb-per-second', account.bytes.waitMs(bytes));
            if (shortage) {
                return shortage;
            }
        }
        accounts.forEach(({messages, bytes: rate}) => {
            messages.take();
            rate.take(bytes);
        });
        return undefined;
    },
});

const shortageOf = ({scope}: Account, measure: Measure, waitMs: number): Shortage | undefined =>
    waitMs > 0 ? {waitMs, limit: limitName(scope, measure)} : undefined;
