import {withProvenUsers, withoutUser} from '../../../src/gatewayServer/identities';

describe('who a client is where users are proven', () => {
    it.each(['user', 'login', 'x/user', ':user', 'x/login', '__proto__', '', 'user ', '$user', 'é'])(
        'is not what it says in %j',
        (key) => {
            const identity = JSON.parse(`{"application": "Desk", ${JSON.stringify(key)}: "root"}`);
            expect(withoutUser(identity)).toEqual({application: 'Desk'});
        },
    );

    it.each([undefined, null, 'root', [], 5])('is nothing where it says %j', (identity) => {
        expect(withoutUser(identity)).toEqual({});
    });

    it.each(['resolved_identity', 'identity', 'publisher-identity'])('is its login in %s', (key) => {
        const message = {type: 'any', [key]: {application: 'Desk', user: 'everybody', login: 'alice'}};
        expect(withProvenUsers(message)).toEqual({
            type: 'any',
            [key]: {application: 'Desk', user: 'alice', login: 'alice'},
        });
    });

    it('is said to be proven to those who come in, and in no other message', () => {
        const proven = {dash_glue42: {verifiesUsers: true}};
        expect(withProvenUsers({type: 'welcome', domain: 'global'})).toMatchObject(proven);
        expect(withProvenUsers({type: 'welcome', domain: 'agm'})).not.toMatchObject(proven);
        expect(withProvenUsers({type: 'event', domain: 'bus'})).not.toMatchObject(proven);
    });
});
