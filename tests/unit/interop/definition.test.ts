import {definitionProblem} from '../../../src/interop/definition';

test.each(['Sum', {name: 'Sum'}, {name: 'Sum', accepts: 'double a', unknown: 1}])(
    '%j is a definition',
    (definition) => {
        expect(definitionProblem(definition, 'method')).toBeNull();
    },
);

test.each([undefined, null, '', 42, {}, {name: ''}, {name: 42}, [], ['Sum']])(
    '%j is none, and the problem says so',
    (definition) => {
        expect(definitionProblem(definition, 'method')).toMatch(
            /^definition must be a method's name or a dict with a "name"/,
        );
    },
);
