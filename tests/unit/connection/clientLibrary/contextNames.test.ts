import type {Glue} from '../../../../src/connection/bus';
import {onContextNames} from '../../../../src/connection/clientLibrary/contextNames';
import {vendorFile} from '../../../fakes/vendorFile';

const libraries = [
    '@glue42/core/dist/core.es.js',
    '@glue42/web/dist/web.es.js',
    '@glue42/desktop/dist/desktop.es.js',
    '@interopio/core/dist/core.es.js',
    '@interopio/desktop/dist/desktop.es.js',
];

test.each(libraries)('%s learns the names of contexts from the messages that are listened to', (library) => {
    const source = vendorFile(library);
    const types: string[] = [];
    const connection = {on: (type: string) => types.push(type), off: () => undefined};
    onContextNames({connection} as unknown as Glue, () => undefined)();
    const names =
        /(?:GW_MESSAGE_(?:CONTEXT_(?:CREATED|ADDED|DESTROYED)|ACTIVITY_(?:CREATED|DESTROYED)|JOINED_ACTIVITY)) = "(.*?)"/g;
    expect(new Set([...source.matchAll(names)].map(([, type]) => type))).toEqual(new Set(types));
    expect(source).toMatch(/this\._connection\.on\(createdMessageType/);
});
