import type {Message} from '../message';
import {type Account, count, whyFull} from './account';
import type {ContextCount} from './contextCount';

/** What one member has on its bus: its methods, and the contexts that it has begun. */
export class Holdings {
    private readonly methods = new Set<unknown>();

    constructor(
        private readonly accounts: readonly Account[],
        private readonly contexts: ContextCount,
    ) {}

    /** Why a message may not be passed on, because of what it would make; undefined when it may. */
    whyRefused(message: Message): string | undefined {
        switch (message.type) {
            case 'register':
                return this.addMethods(idsIn(message));
            case 'unregister':
                this.removeMethods(idsIn(message));
                return undefined;
            case 'create-context':
                return this.addContext(message);
            default:
                return undefined;
        }
    }

    /** What the engine says to the member. */
    notice(message: Message): void {
        this.contexts.notice(message);
    }

    end(): void {
        this.removeMethods([...this.methods]);
    }

    private addMethods(ids: unknown[]): string | undefined {
        const added = new Set(ids.filter((id) => !this.methods.has(id)));
        const problem = whyFull(this.accounts, 'methods', added.size);
        if (problem === undefined) {
            added.forEach((id) => this.methods.add(id));
            count(this.accounts, 'methods', added.size);
        }
        return problem;
    }

    private removeMethods(ids: unknown[]): void {
        const removed = ids.filter((id) => this.methods.delete(id));
        count(this.accounts, 'methods', -removed.length);
    }

    /** Clients ask like this for contexts that are there as well. */
    private addContext(message: Message): string | undefined {
        const problem = this.contexts.has(message.name) ? undefined : whyFull(this.accounts, 'contexts');
        if (problem === undefined) {
            this.contexts.willBegin(message, this.accounts);
        }
        return problem;
    }
}

/** Methods are objects where they are registered, and ids where they are removed. */
function idsIn({methods}: Message): unknown[] {
    const list: unknown[] = Array.isArray(methods) ? methods : [];
    return list.map((method) => (typeof method === 'object' ? (method as {id?: unknown} | null)?.id : method));
}
