import type {Problem} from '../busError';

const offers: unknown[] = ['platformReady', 'connectionAccepted'];

/**
 * What to tell of a message that was refused. Nothing of a page that asks this one whether it is a platform when it is none:
 * every app in a frame does so.
 */
export function refusal(origin: string, type: unknown, isPlatform: boolean): Problem | undefined {
    const why = offers.includes(type)
        ? `A page at ${origin} offers this page a Glue42 platform, and was not believed`
        : type === 'connectionRequest' || (isPlatform && type === 'platformPing')
          ? `A page at ${origin} asks to join the Glue42 bus of this page, and was not let in`
          : undefined;
    return why === undefined
        ? undefined
        : {
              code: 'untrusted_origin',
              message: `${why}: it has another origin. If it is one of yours, add "${origin}" to settings["trustedOrigins"] of this page's Glue42.`,
          };
}
