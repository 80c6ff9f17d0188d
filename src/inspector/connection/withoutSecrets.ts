import {withoutUrlSecrets} from '../../values/withoutUrlSecrets';
import {isText} from '../../values/isText';

/** A text of the page without what logs in: the users and queries in addresses, and these secrets themselves. */
export function withoutSecrets(text: string, secrets: unknown[]): string {
    return withoutUrlSecrets(secrets.filter(isText).reduce((masked, secret) => masked.split(secret).join('…'), text));
}
