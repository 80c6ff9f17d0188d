import {type ServerProps} from '../../delivery/invocation';
import {type Answer, readAnswer} from '../../delivery/readAnswers';
import {isContext} from '../../fdc3/readContext';
import {isDict} from '../../values/isDict';
import {omitNull} from '../../values/omitNull';
import {pythonRepr} from '../../values/pythonRepr';

/** The forms of `raised` and `result`. In the place of a caller is the source. */
export const intentForms: ServerProps['forms'] = {
    toEvent: ({invocationId, args, caller}) => ({invocationId, ...args, ...caller}),
    readAnswer: readIntentAnswer,
};

function readIntentAnswer(entry: unknown): Answer | string {
    if (!isDict(entry)) {
        return `result must be a dict {"invocationId", "context"}, {"invocationId", "channelId"}, {"invocationId"} or {"invocationId", "error"}, or a list of those, not ${pythonRepr(entry)}.`;
    }
    const {invocationId, context, channelId} = entry;
    const present = omitNull({context: context ?? null, channelId: channelId ?? null});
    const answer = readAnswer({invocationId, error: entry.error, invocationResult: present});
    if (typeof answer === 'string' || !('value' in answer)) {
        return answer;
    }
    const isRight =
        ('context' in present ? isContext(context) : true) &&
        ('channelId' in present ? typeof channelId === 'string' : true);
    return isRight
        ? answer
        : {
              invocationId: answer.invocationId,
              problem: 'the result has a "context" without a "type", or a "channelId" that is no string.',
          };
}
