import {Account} from './account';
import type {Limits} from './table';

/** Whose accounts all clients share. */
export class Accounts {
    readonly process: Account;
    private readonly users = new Map<string, Account>();

    constructor(private readonly limits: Limits) {
        this.process = new Account('process', limits);
    }

    newConnection(): Account {
        return new Account('connection', this.limits);
    }

    newBus(): Account {
        return new Account('bus', this.limits);
    }

    /** The same one on all buses, as long as the user has anything on one. */
    ofUser(user: string): Account {
        const account = this.users.get(user) ?? new Account('user', this.limits, () => this.users.delete(user));
        this.users.set(user, account);
        return account;
    }
}
