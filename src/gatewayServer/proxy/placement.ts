import {isDict} from '../../values/isDict';
import {fetchProblem, fetchText} from '../fetchText';
import {type Log, rarely} from '../log';
import {placementIntervalMs, placementPauseMs, placementTimeoutMs} from '../timeouts';

/** One gateway of several behind a proxy that leads all clients of a bus to one of them. */
interface Node {
    /** Another one for each start. */
    id: string;
    publicUrl: string;
    /** The buses that are here. */
    buses: () => Iterable<string>;
    /** The proxy leads the clients of this bus to another node. */
    onElsewhere: (bus: string) => void;
}

/**
 * Notices that the proxy leads new clients of a bus to another node while older ones are still here: after a node came back,
 * or was taken for dead. The proxy alone decides, by rules of its own, so it is asked as a client asks. Twice in a row, so
 * that a node which is taken for dead for a moment keeps its buses. Returns what ends that.
 */
export function watchPlacement({id, publicUrl, buses, onElsewhere}: Node, log: Log): () => void {
    const warn = rarely((message) => log.write('warn', 'placement_unknown', message));
    let waiting: string[] = [];
    // By the answers of the last round, and of this one.
    let wereElsewhere = new Set<string>();
    let areElsewhere = new Set<string>();
    let pauseMs = placementIntervalMs;
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;

    const isHere = (bus: string): Promise<boolean> =>
        nodeOf(bus, publicUrl).then(
            (node) => node === id,
            (reason: unknown) => {
                warn(`--public-url ${publicUrl} does not tell which node has bus ${bus}: ${fetchProblem(reason)}`);
                return true;
            },
        );

    const check = async (bus: string) => {
        if ((await isHere(bus)) || isOver) {
            return;
        }
        if (wereElsewhere.has(bus)) {
            onElsewhere(bus);
        } else {
            areElsewhere.add(bus);
        }
    };

    const beginRound = () => {
        waiting = [...buses()];
        wereElsewhere = areElsewhere;
        areElsewhere = new Set();
        pauseMs = Math.max(placementIntervalMs / Math.max(waiting.length, 1), placementPauseMs);
    };

    const step = async () => {
        if (waiting.length === 0) {
            beginRound();
        }
        const bus = waiting.pop();
        if (bus !== undefined) {
            await check(bus);
        }
        if (!isOver) {
            timer = setTimeout(() => void step(), pauseMs);
        }
    };

    void step();
    return () => {
        isOver = true;
        clearTimeout(timer);
    };
}

async function nodeOf(bus: string, publicUrl: string): Promise<string> {
    const base = publicUrl.replace(/^ws/i, 'http').replace(/\/$/, '');
    const answer: unknown = JSON.parse(await fetchText(`${base}/bus/${bus}`, placementTimeoutMs));
    if (!isDict(answer) || typeof answer.node !== 'string') {
        throw new Error('what answers there is no gateway');
    }
    return answer.node;
}
