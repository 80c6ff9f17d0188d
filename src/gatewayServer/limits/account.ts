import {type RateLimit, createRateLimit} from './rateLimit';
import {type Limits, type Measure, type Scope, limitName} from './table';
import {type WaitingBytes, createWaitingBytes} from './waitingBytes';

const megabyte = 1024 * 1024;

/** What is counted as long as it is there. */
export type Stock = Extract<Measure, 'connections' | 'methods' | 'contexts' | 'buses'>;

/** What one connection, user, bus or process uses, and how much of it there may be. */
export class Account {
    readonly messages: RateLimit;
    readonly bytes: RateLimit;
    readonly waiting: WaitingBytes;
    private readonly counts: {[stock in Stock]: number} = {connections: 0, methods: 0, contexts: 0, buses: 0};

    constructor(
        readonly scope: Scope,
        private readonly limits: Limits,
        private readonly onEmpty: () => void = () => undefined,
    ) {
        this.messages = createRateLimit(this.limit('messages-per-second'));
        this.bytes = createRateLimit(this.limit('mb-per-second') * megabyte);
        this.waiting = createWaitingBytes(this.waitingBytes);
    }

    /** What may wait: of what clients have sent, and again as much of what they have not read. */
    get waitingBytes(): number {
        return this.limit('waiting-mb') * megabyte;
    }

    limit(measure: Measure): number {
        return this.limits[measure][this.scope] ?? Infinity;
    }

    hasRoomFor(stock: Stock, count: number): boolean {
        return this.counts[stock] + count <= this.limit(stock);
    }

    add(stock: Stock, count: number): void {
        this.counts[stock] += count;
        if (Object.values(this.counts).every((each) => each === 0)) {
            this.onEmpty();
        }
    }
}

/** Why there may be no more of something; undefined when all of the accounts have room for it. */
export function whyFull(accounts: readonly Account[], stock: Stock, count = 1): string | undefined {
    const full = accounts.find((account) => !account.hasRoomFor(stock, count));
    return full && `Too many ${stock}: ${limitName(full.scope, stock)} is ${full.limit(stock)}`;
}

/** A negative count gives back. */
export function count(accounts: readonly Account[], stock: Stock, change: number): void {
    accounts.forEach((account) => account.add(stock, change));
}
