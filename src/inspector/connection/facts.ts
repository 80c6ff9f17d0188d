import React from 'react';
import {dashConfig} from '../../bundle/dashConfig';
import {connection} from '../../connection/wiring';
import {toPlainJson} from '../../values/toPlainJson';
import {clockTime} from '../clockTime';
import {connectionChanges} from './history';
import {withoutSecrets} from './withoutSecrets';

// Only what is named here is shown: settings may hold tokens, passwords and the like under any name.

/** Texts from the settings that log the page in. */
function secrets(): unknown[] {
    const {gateway = {}} = connection.settings() ?? {};
    const auth = toPlainJson(gateway.auth ?? {}) as {[key: string]: unknown};
    return [gateway.token, ...Object.values(auth)];
}

export const safeText = (text: string): string => withoutSecrets(text, secrets());

/** The present state of the connection, by name. */
export function connectionFacts(): [string, string][] {
    const {status, platform, bus, error} = connection.state();
    const {type, application, gateway, trustedOrigins} = connection.settings() ?? {};
    const {application: ownName, instance} = bus?.glue?.interop.instance ?? {};
    const facts: [string, unknown][] = [
        ['Status', status],
        ['Why', error && `${error.message} (${error.code})`],
        ['Platform', platform],
        ['Application', ownName ?? application],
        ['Instance', instance],
        ['Asked for', type],
        ['Gateway', gateway?.url],
        ['Trusted origins', trustedOrigins?.join(', ')],
        ['dash_glue42', window.glue42dash?.version],
        ['Client library', bus?.glue?.version],
        ['Dash', dashConfig().dash_version],
        ['React', React.version],
        ['Browser', navigator.userAgent],
    ];
    return facts.flatMap(([name, fact]) => (fact ? [[name, safeText(String(fact))]] : []));
}

/** What one pastes into an issue. */
export function connectionReport(): string {
    const facts = connectionFacts().map(([name, fact]) => `${name}: ${fact}`);
    const history = connectionChanges().map(({at, status, platform, error}) =>
        safeText(
            [clockTime(at), status, platform, error && `${error.code}: ${error.message}`].filter(Boolean).join(' '),
        ),
    );
    return [...facts, '', 'History:', ...history].join('\n');
}
