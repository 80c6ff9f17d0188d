const address = /\b(wss?|https?):\/\/(?:[^\s/@?#]*@)?([^\s?#"']*)(\?[^\s"']*)?(#[^\s"']*)?/gi;

/** A text of the page without what logs in: the users and queries in addresses, and these secrets themselves. */
export function withoutSecrets(text: string, secrets: unknown[]): string {
    const texts = secrets.filter((secret): secret is string => typeof secret === 'string' && secret !== '');
    const masked = texts.reduce((masked, secret) => masked.split(secret).join('…'), text);
    return masked.replace(
        address,
        (_, scheme: string, place: string, query?: string) => `${scheme}://${place}${query ? '?…' : ''}`,
    );
}
