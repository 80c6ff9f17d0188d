import type {Glue} from '../../../src/connection/bus';
import {verifyUsers} from '../../../src/connection/verifiedUser';
import {plainInstance} from '../../../src/interop/plainInstance';
import {plainOutcome} from '../../../src/interop/plainOutcome';
import {isInstance} from '../../../src/interop/servers';

const forged = {application: 'Desk', user: 'alice', verifiedUser: 'root', getMethods: () => []};

function glueThat(isProof?: boolean): Glue {
    const glue = {} as Glue;
    if (isProof !== undefined) {
        verifyUsers(glue, () => isProof);
    }
    return glue;
}

test('the user of an instance is verified where the gateway proves it', () => {
    expect(plainInstance(glueThat(true), forged)).toEqual({application: 'Desk', user: 'alice', verifiedUser: 'alice'});
});

test.each([
    ['says nothing of users', glueThat()],
    ['proves none', glueThat(false)],
    ['is away', undefined],
])('no user is verified where the gateway %s, whatever the instance says', (_, glue) => {
    expect(plainInstance(glue, forged)).toEqual({application: 'Desk', user: 'alice'});
});

test.each([undefined, '', 7, {name: 'alice'}])('an instance with the user %j has none that is verified', (user) => {
    expect(plainInstance(glueThat(true), {user, verifiedUser: 'root'})).not.toHaveProperty('verifiedUser');
});

test('every instance that a result names is described so', () => {
    const outcome = {
        executed_by: forged,
        returned: {verifiedUser: 'as it came', executed_by: forged},
        all_return_values: [{executed_by: forged}],
        all_errors: [{executed_by: {user: 'bob'}}],
    };
    const described = {application: 'Desk', user: 'alice', verifiedUser: 'alice'};
    expect(plainOutcome(glueThat(true), outcome)).toMatchObject({
        executed_by: described,
        returned: {verifiedUser: 'as it came'},
        all_return_values: [{executed_by: described}],
        all_errors: [{executed_by: {user: 'bob', verifiedUser: 'bob'}}],
    });
    expect(plainOutcome(glueThat(), outcome).executed_by).not.toHaveProperty('verifiedUser');
});

test('a target with a verified user is that user exactly, and no instance of a gateway that proves none', () => {
    const alice = {user: 'alice', verifiedUser: 'ALICE'} as never;
    expect(isInstance(glueThat(true), alice, {verifiedUser: 'alice'})).toBe(true);
    expect(isInstance(glueThat(true), alice, {verifiedUser: 'ALICE'})).toBe(false);
    expect(isInstance(glueThat(), alice, {verifiedUser: 'alice'})).toBe(false);
});
