import React, {useState} from 'react';
import {errorMessage} from '../values/errorMessage';

/** A button whose action may take a moment; then it says how that ended. */
export function ActionButton({label, act}: {label: string; act: () => Promise<unknown>}) {
    const [outcome, setOutcome] = useState('');
    const onClick = () => {
        setOutcome('');
        act().then(
            () => setOutcome('Done.'),
            (reason) => setOutcome(errorMessage(reason)),
        );
    };
    return (
        <>
            <button onClick={onClick}>{label}</button>
            <span role="status" className="note">
                {outcome}
            </span>
        </>
    );
}
