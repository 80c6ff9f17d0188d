import React, {type ReactNode} from 'react';

interface Props {
    text: string;
    onText: (text: string) => void;
    children?: ReactNode;
}

/** Above a list: its filter, which the key "/" goes to, and more. */
export function Toolbar({text, onText, children}: Props) {
    return (
        <div className="tools">
            <input
                type="search"
                aria-label="Filter"
                placeholder="Filter ( / )"
                value={text}
                onChange={({target}) => onText(target.value)}
            />
            {children}
        </div>
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
