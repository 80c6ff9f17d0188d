import type {Problem} from '../values/busError';

/**
 * What happens to one invocation or command. The values in it are the page's own: who watches copies what is to be kept, and
 * changes nothing.
 */
export type Step =
    /** An invocation has come in. `before`: how many waited already. */
    | {
          step: 'received';
          method: string;
          noun?: string;
          component: string;
          caller: object;
          args: unknown;
          before: number;
          isVoid: boolean;
      }
    /** Its caller has its answer, or a refusal. */
    | {step: 'answered'; value?: object; problem?: Problem}
    /** It is with the callbacks now; it has gone back to the queue; one of the callbacks has ended; all have. */
    | {step: 'handedOver' | 'putBack' | 'ended'}
    | {step: 'callback'; how: string; error?: unknown}
    /** It was waiting when its component went: no callback gets it. */
    | {step: 'dropped'}
    /** An answer has come for an invocation that has one already. */
    | {step: 'late'}
    /** This page invokes a method: what a callback wrote, and the result. */
    | {step: 'sent'; command: unknown; component: string}
    | {step: 'result'; result: object | null}
    /** A component has performed a command, or failed to. */
    | {step: 'performed'; component: string; prop: string; command: unknown; writtenAt: number; problem?: Problem}
    /** Items of a stream were handed over. `part` is what got them. */
    | {step: 'batch'; part: string; items: number; conflated: number; dropped: number; gap: boolean};

/**
 * Where an inspector listens. While there is none, `trace.record?.(…)` is a null check, and what stands in its brackets is not
 * evaluated. `record` never throws.
 */
export const trace: {record?: (ids: string | string[], step: Step) => void} = {};
