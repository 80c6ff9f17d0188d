import type {Message} from '../../../../src/gatewayServer/message';
import {Invocations} from '../../../../src/gatewayServer/operation/invocations';
import {createMetrics} from '../../../../src/gatewayServer/operation/metrics';

describe('the invocations of a member', () => {
    const setUp = () => {
        const metrics = createMetrics({connections: [], buses: () => 0});
        return {metrics, invocations: new Invocations(metrics)};
    };
    const call = (request_id: string): Message => ({type: 'call', domain: 'agm', request_id});

    async function outcomesOf({metrics}: ReturnType<typeof setUp>): Promise<{[outcome: string]: number}> {
        const [counted] = (await metrics.registry.getMetricsAsJSON()).filter(({name}) =>
            name.endsWith('invocations_total'),
        );
        const rose = counted!.values.filter(({value}) => value > 0);
        return Object.fromEntries(rose.map(({labels, value}) => [String(labels.outcome), value]));
    }

    it.each([
        [{type: 'result', request_id: '1'}, 'answered'],
        [{type: 'error', request_id: '1', reason_uri: 'agm.errors.client_error'}, 'callee_failed'],
        [{type: 'error', request_id: '1', reason_uri: 'what a client likes'}, 'callee_failed'],
        [{type: 'error', request_id: '1', reason_uri: 'agm.errors.invocation.failure'}, 'not_delivered'],
    ])('end with %j', async (answer, outcome) => {
        const all = setUp();
        all.invocations.sent(call('1'));
        expect(all.invocations.areUnderWay).toBe(true);
        all.invocations.received(answer);
        // A second answer to the same is none.
        all.invocations.received(answer);
        expect(all.invocations.areUnderWay).toBe(false);
        expect(await outcomesOf(all)).toEqual({[outcome]: 1});
    });

    it('end with their caller', async () => {
        const all = setUp();
        all.invocations.sent(call('1'));
        all.invocations.sent(call('2'));
        all.invocations.end();
        expect(await outcomesOf(all)).toEqual({caller_left: 2});
    });

    it.each([
        {type: 'yield', invocation_id: 'i'},
        {type: 'error', request_id: 'i'},
    ])('are under way until the member has answered with %j', (answer) => {
        const {invocations} = setUp();
        invocations.received({type: 'invoke', invocation_id: 'i'});
        expect(invocations.areUnderWay).toBe(true);
        invocations.sent(answer);
        expect(invocations.areUnderWay).toBe(false);
    });

    it('are watched up to a number', () => {
        const {invocations} = setUp();
        for (let number = 0; number <= 10000; number++) {
            invocations.sent(call(String(number)));
        }
        for (let number = 0; number < 10000; number++) {
            invocations.received({type: 'result', request_id: String(number)});
        }
        expect(invocations.areUnderWay).toBe(false);
    });
});
