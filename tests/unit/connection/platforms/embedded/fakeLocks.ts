type Work = (lock: {name: string; mode: string} | null) => unknown;

interface Request {
    name: string;
    mode: 'exclusive' | 'shared';
    work: Work;
    finish: (result: Promise<unknown>) => void;
    fail: (reason: Error) => void;
}

/** The browser's lock manager, as far as the embedded bus uses it. All pages of one test share one. */
export function fakeLocks() {
    const held: Request[] = [];
    const waiting: Request[] = [];

    const isFree = ({name, mode}: Request) =>
        held.every((other) => other.name !== name || (mode === 'shared' && other.mode === 'shared'));

    const grant = () => {
        for (const request of [...waiting]) {
            if (isFree(request)) {
                waiting.splice(waiting.indexOf(request), 1);
                held.push(request);
                const result = Promise.resolve(request.work({name: request.name, mode: request.mode}));
                request.finish(result);
                const end = () => release(request);
                result.then(end, end);
            }
        }
    };

    const release = (request: Request) => {
        const node = held.indexOf(request);
        if (node >= 0) {
            held.splice(node, 1);
            grant();
        }
    };

    const request = (
        name: string,
        ...rest: [Work] | [{mode?: Request['mode']; signal?: AbortSignal; steal?: boolean}, Work]
    ) =>
        new Promise((resolve, reject) => {
            const work = rest[rest.length - 1] as Work;
            const {mode = 'exclusive', signal, steal} = rest.length === 2 ? rest[0] : {};
            const mine: Request = {name, mode, work, finish: resolve, fail: reject};
            if (steal) {
                held.filter((one) => one.name === name).forEach((one) => {
                    held.splice(held.indexOf(one), 1);
                    one.fail(aborted());
                });
            }
            signal?.addEventListener('abort', () => {
                const node = waiting.indexOf(mine);
                if (node >= 0) {
                    waiting.splice(node, 1);
                    reject(aborted());
                }
            });
            waiting.push(mine);
            void Promise.resolve().then(grant);
        });

    const info = ({name, mode}: Request) => ({name, mode});
    return {
        request,
        query: () => Promise.resolve({held: held.map(info), pending: waiting.map(info)}),
        names: () => held.map(({name}) => name),
        waitingFor: () => waiting.map(({name}) => name),
        /** The holder dies. */
        drop: (name: string) => held.filter((one) => one.name === name).forEach(release),
    };
}

const aborted = () => new DOMException('The request was aborted.', 'AbortError');

export type FakeLocks = ReturnType<typeof fakeLocks>;
