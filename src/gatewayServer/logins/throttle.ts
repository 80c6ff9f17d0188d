import {setNewest} from '../../values/setNewest';
import {type RateLimit, createRateLimit} from '../limits/rateLimit';

// A user who mistypes a token never notices these limits; a program that tries tokens from a list needs years.
const ofAddress = {atOnce: 10, perSecond: 5};
const ofAll = {atOnce: 100, perSecond: 50};

/** Of more networks the gateway remembers the latest ones. The limit of all holds for the others. */
const addressLimit = 10000;

/** Slows down the search for the token. Those who have logged in already are not concerned, and their networks not by the guesses of others. */
export function createLoginThrottle() {
    const all = createRateLimit(ofAll.perSecond, ofAll.atOnce);
    const addresses = new Map<string, RateLimit>();
    // Only networks that know the token get into this one, so that no guesses push one out.
    const trusted = new Set<string>();

    const remember = (network: string): RateLimit => {
        const rateLimit = addresses.get(network) ?? createRateLimit(ofAddress.perSecond, ofAddress.atOnce);
        setNewest(addresses, network, rateLimit, addressLimit);
        return rateLimit;
    };

    return {
        /** Whether a token from this address may be looked at now. */
        mayTry: (address: string): boolean => {
            const network = networkOf(address);
            return (trusted.has(network) || all.waitMs() === 0) && (addresses.get(network)?.waitMs() ?? 0) === 0;
        },
        wasWrong: (address: string): void => {
            all.take();
            remember(networkOf(address)).take();
        },
        wasRight: (address: string): void => {
            trusted.add(networkOf(address));
            if (trusted.size > addressLimit) {
                trusted.delete(trusted.values().next().value!);
            }
        },
    };
}

/** An IPv6 network of the usual size has more addresses than could be counted. */
function networkOf(address: string): string {
    const isMapped = address.startsWith('::ffff:');
    return address.includes(':') && !isMapped ? groupsOf(address).slice(0, 4).join(':') : address;
}

/** All eight: "::" stands for as many zeros as are missing. */
function groupsOf(address: string): string[] {
    const [start = [], end = []] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
    return [...start, ...Array<string>(Math.max(0, 8 - start.length - end.length)).fill('0'), ...end];
}
