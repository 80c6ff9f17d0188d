import type {Problem} from '../values/busError';

/** The problem with a page that was refused. */
export function refusal(origin: string, isOffer: boolean): Problem {
    const why = isOffer
        ? `A page at ${origin} offers this page a Glue42 platform, and was rejected`
        : `A page at ${origin} asks to join the Glue42 bus of this page, and was rejected`;
    return {
        code: 'untrusted_origin',
        message: `${why}: it has another origin. If it is one of yours, add "${origin}" to settings["trustedOrigins"] of this page's Glue42.`,
    };
}
