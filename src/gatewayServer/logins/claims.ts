import type {JWTPayload} from 'jose';
import {defaultBus} from '../busName';
import {invalidToken} from './auth';
import {Refusal} from './refusal';

const maxTextLength = 256;
const maxListLength = 200;

/** What a client asks for when it logs in. */
export interface Asked {
    bus: string;
    application: unknown;
}

/** What a token grants. */
export interface Claims {
    user: string;
    /** Names and patterns. */
    buses: string[];
    /** Undefined: any. */
    applications: string[] | undefined;
    /** In ms, as `Date.now()`. */
    expiresAt: number;
}

/** The claims of a token whose signature is right. One that is there but has another shape grants nothing at all. */
export function readClaims({sub, exp, buses, applications}: JWTPayload): Claims {
    if (!isText(sub) || sub.trim() === '') {
        throw invalidToken(`"sub" is no text of 1 to ${maxTextLength} printable characters`);
    }
    return {
        user: sub,
        // Less than all: a token that was made for something else opens no team's bus.
        buses: buses === undefined ? [defaultBus] : readTexts('buses', buses),
        applications: applications === undefined ? undefined : readTexts('applications', applications),
        expiresAt: exp! * 1000,
    };
}

/** Refuses what the token does not grant. */
export function checkGrant({buses, applications}: Claims, {bus, application}: Asked): void {
    if (!buses.some((pattern) => matches(pattern, bus))) {
        throw new Refusal('Token not valid for this bus');
    }
    if (applications && !applications.some((name) => name === application)) {
        throw new Refusal('Token not valid for this application');
    }
}

function readTexts(name: string, value: unknown): string[] {
    if (!Array.isArray(value) || value.length > maxListLength || !value.every(isText)) {
        throw invalidToken(`"${name}" is no list of up to ${maxListLength} texts`);
    }
    return value;
}

// Control characters would let a name look like another one.
const isText = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= maxTextLength && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(value);

/** "*" stands for any characters. Without a regular expression, which a pattern could make slow. */
function matches(pattern: string, name: string): boolean {
    const [first = '', ...others] = pattern.split('*');
    const last = others.pop();
    if (last === undefined) {
        return name === pattern;
    }
    let at = first.length;
    for (const part of others) {
        const found = name.indexOf(part, at);
        if (found < 0) {
            return false;
        }
        at = found + part.length;
    }
    return name.startsWith(first) && name.length - at >= last.length && name.endsWith(last);
}
