import {Account} from '../../../src/gatewayServer/limits/account';
import {Accounts} from '../../../src/gatewayServer/limits/accounts';
import {ContextCount} from '../../../src/gatewayServer/limits/contextCount';
import {Holdings} from '../../../src/gatewayServer/limits/holdings';
import {readLimits} from '../../../src/gatewayServer/limits/table';

const limits = readLimits({limit: ['connection.methods=3', 'bus.methods=4', 'user.contexts=2', 'bus.contexts=3']});

describe('what a member may have on its bus', () => {
    let bus: Account;
    let contexts: ContextCount;
    let nextId: number;

    beforeEach(() => {
        bus = new Account('bus', limits);
        contexts = new ContextCount();
        nextId = 0;
    });

    const join = (user = new Account('user', limits)) =>
        new Holdings([new Account('connection', limits), user, bus], contexts);
    const register = (member: Holdings, ...ids: string[]) =>
        member.whyRefused({type: 'register', methods: ids.map((id) => ({id, name: id}))});
    const unregister = (member: Holdings, ...methods: string[]) => member.whyRefused({type: 'unregister', methods});

    /** As the engine answers, and what it says to the others. */
    const create = (member: Holdings, name: string, lifetime = 'retained', others: Holdings[] = []) => {
        const problem = member.whyRefused({type: 'create-context', name, lifetime});
        if (problem === undefined) {
            const context = {context_id: `c-${nextId++}`, name};
            [member, ...others].forEach((each) => each.notice({type: 'context-added', ...context}));
            member.notice({type: 'context-created', context_id: context.context_id});
        }
        return problem;
    };
    const destroy = (id: number, ...members: Holdings[]) =>
        members.forEach((each) => each.notice({type: 'context-destroyed', context_id: `c-${id}`}));

    it('is so many methods, and again as many when some are gone', () => {
        const member = join();
        expect(register(member, 'a', 'b', 'c')).toBeUndefined();
        expect(register(member, 'a', 'b')).toBeUndefined();
        expect(register(member, 'd')).toBe('Too many methods: --limit connection.methods is 3');
        unregister(member, 'a', 'a', 'never there');
        expect(register(member, 'd')).toBeUndefined();
        expect(register(member, 'e')).toContain('connection.methods');
    });

    it('is what the bus has left, which it gives back when it leaves', () => {
        const [one, two] = [join(), join()];
        register(one, 'a', 'b', 'c');
        expect(register(two, 'a', 'b')).toBe('Too many methods: --limit bus.methods is 4');
        one.end();
        expect(register(two, 'a', 'b')).toBeUndefined();
    });

    it.each([undefined, null, {}, 'abc', [null, 5, {}]])(
        'is counted whatever a client sends as methods: %j',
        (methods) => {
            expect(join().whyRefused({type: 'register', methods})).toBeUndefined();
            expect(join().whyRefused({type: 'unregister', methods})).toBeUndefined();
        },
    );

    it('is so many contexts of one user on all connections, but those that are there are open to all', () => {
        const user = new Account('user', limits);
        const [one, two] = [join(user), join(user)];
        create(one, 'a', 'retained', [two]);
        create(two, 'b', 'retained', [one]);
        expect(create(one, 'c')).toBe('Too many contexts: --limit user.contexts is 2');
        expect(one.whyRefused({type: 'create-context', name: 'b'})).toBeUndefined();
        destroy(0, one, two);
        expect(create(one, 'c', 'retained', [two])).toBeUndefined();
        expect(create(two, 'd')).toContain('user.contexts');
    });

    it('is so many contexts of a bus, also of those who have left', () => {
        const gone = join();
        create(gone, 'a');
        create(gone, 'b');
        gone.end();
        const member = join();
        create(member, 'c');
        expect(create(member, 'd')).toBe('Too many contexts: --limit bus.contexts is 3');
    });

    it('is also what a member has asked for that leaves before the answer', () => {
        const user = new Account('user', limits);
        const [member, watcher] = [join(user), join()];
        const ask = (who: Holdings, name: string) =>
            who.whyRefused({type: 'create-context', name, lifetime: 'retained'});
        expect([ask(member, 'a'), ask(member, 'b'), ask(join(user), 'c')]).toEqual([
            undefined,
            undefined,
            'Too many contexts: --limit user.contexts is 2',
        ]);
        member.end();
        watcher.notice({type: 'context-added', context_id: 'c-a', name: 'a'});
        watcher.notice({type: 'context-added', context_id: 'c-b', name: 'b'});
        expect(ask(join(user), 'c')).toContain('Too many contexts');
        watcher.notice({type: 'context-destroyed', context_id: 'c-a'});
        expect(ask(join(user), 'c')).toBeUndefined();
        contexts.end();
        expect(bus.hasRoomFor('contexts', 3)).toBe(true);
    });

    it('ends with the last member, where the engine ends it without a word', () => {
        const user = new Account('user', limits);
        create(join(user), 'a', 'ownership');
        create(join(user), 'b', 'retained');
        contexts.onEmpty();
        expect(create(join(user), 'c')).toBeUndefined();
        expect(create(join(user), 'd')).toContain('user.contexts');
        contexts.end();
        expect(create(join(user), 'd')).toBeUndefined();
    });
});

describe('the account of a user', () => {
    it('is the same one as long as the user has anything', () => {
        const accounts = new Accounts(limits);
        const account = accounts.ofUser('alice');
        account.add('connections', 1);
        account.add('contexts', 1);
        account.add('connections', -1);
        expect(accounts.ofUser('alice')).toBe(account);
        expect(accounts.ofUser('bob')).not.toBe(account);
        account.add('contexts', -1);
        expect(accounts.ofUser('alice')).not.toBe(account);
    });
});
