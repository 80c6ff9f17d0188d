import {pythonCall, pythonLiteral} from '../../../src/inspector/python';

test.each([
    [null, 'None'],
    [true, 'True'],
    [[1, 2.5, 'x'], '[1, 2.5, "x"]'],
    [{a: null, 'b c': [false]}, '{"a": None, "b c": [False]}'],
    ['say "hi"\n', '"say \\"hi\\"\\n"'],
])('%j is %s in Python', (value, text) => expect(pythonLiteral(value)).toBe(text));

test('arguments are given by name, those with the names of options or no names in Python in a dict', () => {
    const args = {a: 37, b: true, target: 'x', 'two words': 1, class: 'A'};
    expect(pythonCall('Sum', args)).toBe(
        'glue.call("Sum", a=37, b=True, arguments={"target": "x", "two words": 1, "class": "A"})',
    );
});

test('the target is given where the invocation had one', () => {
    expect(pythonCall({name: 'Sum', version: 2}, {}, 'all')).toBe(
        'glue.call({"name": "Sum", "version": 2}, target="all")',
    );
});
