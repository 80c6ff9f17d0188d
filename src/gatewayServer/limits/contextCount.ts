import type {Message} from '../message';
import {type Account, count} from './account';

interface Context {
    name: string;
    /** Those who pay for it. */
    accounts: readonly Account[];
}

/** The contexts of one bus, counted by what its engine says to the members: it alone knows when one begins and ends. */
export class ContextCount {
    private readonly contexts = new Map<unknown, Context>();
    private readonly names = new Set<unknown>();
    private readonly temporary = new Set<unknown>();

    has(name: unknown): boolean {
        return this.names.has(name);
    }

    /** A member asks for one. */
    willBegin({name, lifetime}: Message): void {
        if (lifetime !== 'retained' && !this.has(name)) {
            this.temporary.add(name);
        }
    }

    /** What the engine says to the member with these accounts. */
    notice({type, context_id, name}: Message, accounts: readonly Account[]): void {
        if (type === 'context-added' && !this.contexts.has(context_id)) {
            this.contexts.set(context_id, {name: String(name), accounts: []});
            this.names.add(name);
        } else if (type === 'context-created') {
            this.pay(context_id, accounts);
        } else if (type === 'context-destroyed') {
            this.forget(context_id);
        }
    }

    /** The last member has left: the engine has nobody to say what ends with it. */
    onEmpty(): void {
        this.contexts.forEach(({name}, id) => this.temporary.has(name) && this.forget(id));
    }

    end(): void {
        this.contexts.forEach((_, id) => this.forget(id));
    }

    private pay(id: unknown, accounts: readonly Account[]): void {
        const context = this.contexts.get(id);
        if (context?.accounts.length === 0) {
            context.accounts = [...accounts];
            count(accounts, 'contexts', 1);
        }
    }

    private forget(id: unknown): void {
        const context = this.contexts.get(id);
        if (context) {
            count(context.accounts, 'contexts', -1);
            this.contexts.delete(id);
            this.names.delete(context.name);
            this.temporary.delete(context.name);
        }
    }
}
