import type {Entry} from '../record';

/** What the list of invocations can be narrowed to. */
export const kinds = ['all', 'incoming', 'outgoing', 'commands', 'failed'] as const;
export type Kind = (typeof kinds)[number];

export const isOfKind: {[kind in Kind]: (entry: Entry) => boolean} = {
    all: () => true,
    incoming: ({kind}) => kind === 'in',
    outgoing: ({kind}) => kind === 'out',
    commands: ({kind}) => kind === 'command',
    failed: ({state}) => state === 'error' || state === 'late',
};
