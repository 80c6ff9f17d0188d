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
    // Those that the engine has not begun yet, or has refused, with those who pay.
    private readonly asked = new Map<unknown, readonly Account[]>();

    has(name: unknown): boolean {
        return this.names.has(name) || this.asked.has(name);
    }

    /** A member asks for one. It pays at once: the answer does not reach a member that leaves before. */
    willBegin({name, lifetime}: Message, accounts: readonly Account[]): void {
        if (this.has(name)) {
            return;
        }
        this.asked.set(name, accounts);
        count(accounts, 'contexts', 1);
        if (lifetime !== 'retained') {
            this.temporary.add(name);
        }
    }

    /** What the engine says to a member. */
    notice({type, context_id, name}: Message): void {
        if (type === 'context-added' && !this.contexts.has(context_id)) {
            this.contexts.set(context_id, {name: String(name), accounts: this.asked.get(name) ?? []});
            this.asked.delete(name);
            this.names.add(name);
        } else if (type === 'context-destroyed') {
            this.forget(context_id);
        }
    }

    /** The last member has left: the engine has nobody to say what ends with it. */
    onEmpty(): void {
        this.contexts.forEach(({name}, id) => this.temporary.has(name) && this.forget(id));
        this.asked.forEach((_, name) => this.temporary.has(name) && this.release(name));
    }

    end(): void {
        this.contexts.forEach((_, id) => this.forget(id));
        this.asked.forEach((_, name) => this.release(name));
    }

    private release(name: unknown): void {
        count(this.asked.get(name) ?? [], 'contexts', -1);
        this.asked.delete(name);
        this.temporary.delete(name);
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
