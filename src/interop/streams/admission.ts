import type {SubscriptionRequest} from '../../connection/bus';
import type {Problem} from '../../values/busError';
import {isDict} from '../../values/isDict';
import {branchIn, branchKey, isBranchName, mostBranches} from './branches';

/** What the app answers to a request: on which branches, or null for what `branchBy` says. */
export type Decide = (request: SubscriptionRequest) => Promise<string[] | null>;

interface Options {
    name: string;
    branchBy: string | undefined;
    /** Absent: all are admitted. It rejects with a Problem. */
    decide?: Decide;
    /** Whether the subscriber can still be answered. */
    isUp: () => boolean;
}

/** Each subscriber's arguments stand in a prop. */
const longestArguments = 10000;

/** Answers the requests of subscribers. */
export function createAdmission(options: () => Options) {
    let branches = new Set<string>();
    const pending = new Set<Promise<void>>();

    async function branchFor(request: SubscriptionRequest): Promise<string> {
        const {name, branchBy, decide} = options();
        const args: unknown = request.arguments ?? {};
        if (!isDict(args)) {
            return refuse(`Stream "${name}": the arguments must be a dict.`);
        }
        if (JSON.stringify(args).length > longestArguments) {
            return refuse(`Stream "${name}": the arguments exceed ${longestArguments} characters.`);
        }
        const decided = decide ? await decide(request) : null;
        const names = decided ?? branchIn(args, branchBy);
        if (!names.every(isBranchName)) {
            return refuse(`Stream "${name}": the name of a branch must not contain the character NUL.`);
        }
        const key = branchKey(names);
        if (!branches.has(key) && branches.size >= mostBranches) {
            return refuse(`Stream "${name}": no more than ${mostBranches} different branches are possible.`);
        }
        branches.add(key);
        return key;
    }

    async function answer(request: SubscriptionRequest): Promise<void> {
        let act: () => void;
        try {
            const key = await branchFor(request);
            act = () => (key === '' ? request.accept() : request.acceptOnBranch(key));
        } catch (reason) {
            act = () => request.reject((reason as Problem).message);
        }
        if (options().isUp()) {
            act();
        }
    }

    return {
        handle: (request: SubscriptionRequest): void => {
            const answered = answer(request).finally(() => pending.delete(answered));
            pending.add(answered);
        },
        /** Resolves when all present requests have their answer. */
        whenIdle: async (): Promise<void> => void (await Promise.all(pending)),
        /** The bus is away: its branches go with it. */
        forgetBranches: (): void => {
            branches = new Set();
        },
    };
}

const refuse = (message: string): Promise<never> => Promise.reject(new Error(message));
