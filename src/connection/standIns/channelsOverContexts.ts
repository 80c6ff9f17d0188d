import type {Glue} from '../bus';
import type {ChannelDefinition} from '../settings';

/** The channels API over shared contexts, as the vendor's web library has it. */
export function channelsOverContexts(glue: Glue, definitions: ChannelDefinition[]): object {
    return {glue, definitions};
}
