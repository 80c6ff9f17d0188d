import React, {useEffect, useRef, useState} from 'react';
import {errorMessage} from '../values/errorMessage';

/** For how long a button says how its action ended. */
const outcomeMs = 2000;

/** A button whose action may take a moment; then it says how that ended. */
export function ActionButton({label, done, act}: {label: string; done: string; act: () => Promise<unknown>}) {
    const [outcome, setOutcome] = useState<string | null>(null);
    const timer = useRef<ReturnType<typeof setTimeout>>();
    useEffect(() => () => clearTimeout(timer.current), []);
    const show = (text: string) => {
        setOutcome(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => setOutcome(null), outcomeMs);
    };
    const onClick = () =>
        void act().then(
            () => show(done),
            (reason) => show(errorMessage(reason)),
        );
    return (
        <>
            <button onClick={onClick}>{label}</button>
            <span role="status" className="note">
                {outcome}
            </span>
        </>
    );
}
