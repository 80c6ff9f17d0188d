import React, {type ReactNode} from 'react';
import type {Problem} from '../values/busError';
import {safeText} from './connection/facts';

/** A part of a detail with a title. */
export function Section({title, children}: {title: string; children: ReactNode}) {
    return (
        <>
            <h3>{title}</h3>
            {children}
        </>
    );
}

/** Names and what they stand for; those without a value are left out. */
export function Facts({facts}: {facts: [string, ReactNode][]}) {
    return (
        <dl>
            {facts.map(
                ([name, fact]) =>
                    !!fact && (
                        <React.Fragment key={name}>
                            <dt>{name}</dt>
                            <dd>{fact}</dd>
                        </React.Fragment>
                    ),
            )}
        </dl>
    );
}

export function ProblemText({problem: {message, code}}: {problem: Problem}) {
    return (
        <Section title="Error">
            <p className="problem">
                {safeText(message)} <code>{code}</code>
            </p>
        </Section>
    );
}

interface ChoiceProps<Option extends string> {
    label: string;
    options: readonly Option[];
    value: Option;
    onChange: (option: Option) => void;
}

export function Choice<Option extends string>({label, options, value, onChange}: ChoiceProps<Option>) {
    return (
        <select aria-label={label} value={value} onChange={({target}) => onChange(target.value as Option)}>
            {options.map((option) => (
                <option key={option}>{option}</option>
            ))}
        </select>
    );
}

/** Whether what the platform and the libraries keep for themselves is listed too. */
export function SystemSwitch({isOn, onChange}: {isOn: boolean; onChange: (isOn: boolean) => void}) {
    return (
        <label>
            <input type="checkbox" checked={isOn} onChange={({target}) => onChange(target.checked)} /> the platform's
            own
        </label>
    );
}
