import React from 'react';
import {CopiedJson} from '../JsonTree';
import {Section} from '../parts';
import type {PageComponent} from './usePageComponents';

export function ComponentDetail({component: {label, props, error}}: {component: PageComponent}) {
    return (
        <>
            <h2>{label}</h2>
            {error && <p className="problem">{error}</p>}
            <Section title="Props">
                <CopiedJson value={props} label="Props" />
            </Section>
        </>
    );
}
