/** @jest-environment node */
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {logEvents} from '../../../src/gatewayServer/logEvents';

const root = join(__dirname, '../../..');

describe('the events of the gateway’s log', () => {
    it('are those of the table in the docs', () => {
        const page = readFileSync(join(root, 'docs/logging.md'), 'utf8');
        const [, table] = page.split('| `event` | level | what happened |\n|---|---|---|\n');
        const rows = table!.slice(0, table!.indexOf('\n\n')).split('\n');
        const listed = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name));
        expect(listed).toEqual([...logEvents]);
    });

    it('are all written', () => {
        const folder = join(root, 'src/gatewayServer');
        const files = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(
            (name) => name !== 'logEvents.ts',
        );
        const sources = files
            .filter((name) => name.endsWith('.ts'))
            .map((name) => readFileSync(join(folder, name), 'utf8'))
            .join('');
        expect(logEvents.filter((event) => !sources.includes(`'${event}'`))).toEqual([]);
    });
});
