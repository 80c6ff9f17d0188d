import React, {type KeyboardEvent, useState} from 'react';
import {isDict} from '../values/isDict';
import {ActionButton} from './ActionButton';

interface Action {
    label: string;
    done: string;
    act: (value: {[key: string]: unknown}) => Promise<unknown>;
}

/** Edits a dict as JSON; Ctrl+Enter is the first action. */
export function JsonEditor({label, initial, actions}: {label: string; initial: object; actions: Action[]}) {
    const [text, setText] = useState(() => JSON.stringify(initial, null, 1));
    const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.currentTarget.querySelector('button')!.click();
        }
    };
    return (
        <div onKeyDown={onKeyDown}>
            <textarea
                aria-label={label}
                spellCheck={false}
                value={text}
                onChange={({target}) => setText(target.value)}
            />
            <div className="actions">
                {actions.map(({label, done, act}) => (
                    <ActionButton key={label} label={label} done={done} act={async () => act(readDict(text))} />
                ))}
            </div>
        </div>
    );
}

function readDict(text: string): {[key: string]: unknown} {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        throw new Error('This is no JSON.');
    }
    if (!isDict(value)) {
        throw new Error('This must be an object: {"name": value, …}.');
    }
    return value;
}
