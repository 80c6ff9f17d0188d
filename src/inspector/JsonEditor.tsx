import React, {type KeyboardEvent, useState} from 'react';
import {errorMessage} from '../values/errorMessage';
import {isDict} from '../values/isDict';

interface Action {
    label: string;
    done: string;
    act: (value: {[key: string]: unknown}) => Promise<unknown>;
}

/** Edits a dict as JSON; Ctrl+Enter is the first action. */
export function JsonEditor({label, initial, actions}: {label: string; initial: object; actions: Action[]}) {
    const [text, setText] = useState(() => JSON.stringify(initial, null, 1));
    const [outcome, setOutcome] = useState({words: '', isProblem: false});
    const run = async ({act, done}: Action) => {
        try {
            await act(readDict(text));
            setOutcome({words: done, isProblem: false});
        } catch (reason) {
            setOutcome({words: errorMessage(reason), isProblem: true});
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void run(actions[0]);
        }
    };
    return (
        <div className="editor">
            <textarea
                aria-label={label}
                spellCheck={false}
                value={text}
                onChange={({target}) => setText(target.value)}
                onKeyDown={onKeyDown}
            />
            <div className="actions">
                {actions.map((action, n) => (
                    <button
                        key={action.label}
                        title={n === 0 ? 'Ctrl+Enter' : undefined}
                        onClick={() => void run(action)}
                    >
                        {action.label}
                    </button>
                ))}
                <span role="status" className={outcome.isProblem ? 'problem' : 'note'}>
                    {outcome.words}
                </span>
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
