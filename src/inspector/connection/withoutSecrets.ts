import {withoutUrlSecrets} from '../../values/withoutUrlSecrets';

/** A text of the page without what logs in: the users and queries in addresses, and these secrets themselves. */
export function withoutSecrets(text: string, secrets: unknown[]): string {
    const texts = secrets.filter((secret): secret is string => typeof secret === 'string' && secret !== '');
    return withoutUrlSecrets(texts.reduce((masked, secret) => masked.split(secret).join('…'), text));
}
