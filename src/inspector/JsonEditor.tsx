import React, {type KeyboardEvent, useState} from 'react';
import {type Dict, isDict} from '../values/isDict';
import {parseJson} from '../values/parse';
import {ActionButton} from './ActionButton';

interface Action {
    label: string;
    act: (value: Dict) => Promise<unknown>;
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
                {actions.map(({label, act}) => (
                    <ActionButton key={label} label={label} act={async () => act(readDict(text))} />
                ))}
            </div>
        </div>
    );
}

function readDict(text: string): Dict {
    const value = parseJson(text);
    if (!isDict(value)) {
        throw new Error('This is no JSON object, such as {"name": 1}.');
    }
    return value;
}
