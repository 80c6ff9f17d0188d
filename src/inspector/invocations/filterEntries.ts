import type {Entry} from '../record';

export const kinds = ['all', 'incoming', 'outgoing', 'commands', 'failed'] as const;
export type Kind = (typeof kinds)[number];

const isOfKind: {[kind in Kind]: (entry: Entry) => boolean} = {
    all: () => true,
    incoming: ({kind}) => kind === 'in',
    outgoing: ({kind}) => kind === 'out',
    commands: ({kind}) => kind === 'command',
    failed: ({state}) => state === 'error' || state === 'late',
};

/** The newest first; all words must occur in what the row shows, or in the error. */
export function filterEntries(list: readonly Entry[], kind: Kind, text: string): Entry[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const isMeant = (entry: Entry) => {
        const {name, partner, component, state, preview, problem} = entry;
        const shown = [name, partner, component, state, preview, problem?.message].join('\n').toLowerCase();
        return words.every((word) => shown.includes(word));
    };
    return list.filter((entry) => isOfKind[kind](entry) && (!words.length || isMeant(entry))).reverse();
}
