// A user name and password as far as the last "@", since they may have any character that was to be encoded.
const address = /\b(\w+):\/\/(?:[^\s"'<>]*@)?([^\s?#"']*)(?:([?#])(?:[^\s"'<>:;,.)]|[:;,.)]+(?![:;,.)\s"'<>]|$))*)?/gi;

/** A text for people without what logs in by an address: its user and password, its query, its fragment. */
export const withoutUrlSecrets = (text: string): string =>
    text.replace(
        address,
        (_, scheme: string, place: string, mark?: string) => `${scheme}://${place}${mark === '?' ? '?…' : ''}`,
    );
