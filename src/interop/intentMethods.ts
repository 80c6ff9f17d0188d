// Intents of FDC3 lie on the Interop bus as methods of these names, for the vendor's libraries too.

const intentPrefix = 'Tick42.FDC3.Intents.';

/** The method that an app offers for an intent. */
export const methodOfIntent = (intent: string): string => intentPrefix + intent;

/** The intent that a method is offered for; undefined: for none. Other apps can register anything as a name. */
export const intentOfMethod = (method: unknown): string | undefined =>
    typeof method === 'string' && method.startsWith(intentPrefix) ? method.slice(intentPrefix.length) : undefined;
