import type {Context} from '@finos/fdc3-context';
import type {
    ContextHandler,
    ContextMetadata,
    EventHandler,
    Listener,
    PrivateChannel,
    PrivateChannelEventTypes,
} from '@finos/fdc3-standard';
import {isDict} from '../../values/isDict';
import {Fdc3Error} from '../fdc3Error';
import {callHandler} from './callHandler';
import {requireContext, requireFunction, typeAndHandler} from './checks';
import {listenerOf} from './contextChannel';
import type {CollaborateArguments, PrivateAction} from './wire';

type Content = NonNullable<CollaborateArguments['collaborationObject']>;

interface PrivateParts {
    id: string;
    /** The peer on the bus that is the other app; undefined: it has not joined yet. */
    other?: string;
    send: (to: string, action: PrivateAction, content: Content) => Promise<unknown>;
    sourceOf: (peerId: string) => ContextMetadata | undefined;
    onEnd: () => void;
}

interface ContextListener {
    type: string | null;
    handler: ContextHandler;
}

interface EventListener {
    /** Null: all events. */
    type: PrivateChannelEventTypes | null;
    handler: EventHandler;
}

const eventTypes: unknown[] = ['addContextListener', 'unsubscribe', 'disconnect'] satisfies PrivateChannelEventTypes[];

/** This page's end of a channel that it shares with one other app. It has no context on the bus: the two tell each other. */
export class PrivateEnd {
    private isOver = false;
    private other: string | undefined;
    private readonly listeners = new Set<ContextListener>();
    /** The types that the other app listens to. */
    private readonly listened: (string | null)[] = [];
    private readonly contexts = new Map<string | undefined, Context>();
    private readonly eventListeners = new Set<EventListener>();

    constructor(private readonly parts: PrivateParts) {
        this.other = parts.other;
    }

    isShared(peerId: string | undefined): boolean {
        return this.other === peerId;
    }

    /** What the other app says. Any app may claim to be the other one: `from` is the peer, as the bus calls it. */
    receive(action: string, content: {contextType?: unknown; payload?: unknown}, from: string): void {
        const isAllowed = this.other === undefined ? action === 'joinPrivateChannel' : this.other === from;
        if (this.isOver || !isAllowed) {
            throw new Fdc3Error('AccessDenied');
        }
        const contextType = typeof content.contextType === 'string' ? content.contextType : null;
        if (action === 'joinPrivateChannel') {
            this.other = from;
            // An app that does not take this has left already.
            this.listeners.forEach(({type}) => {
                this.tell('addedContextListenerOnPrivateChannel', type).catch(() => undefined);
            });
        } else if (action === 'publishOnPrivateChannel' && isDict(content.payload)) {
            this.take(requireContext(content.payload), this.parts.sourceOf(from));
        } else if (action === 'addedContextListenerOnPrivateChannel') {
            this.listened.push(contextType);
            this.emit('addContextListener', {contextType});
        } else if (action === 'removedContextListenerOnPrivateChannel') {
            this.listened.splice(this.listened.indexOf(contextType) >>> 0, 1);
            this.emit('unsubscribe', {contextType});
        } else if (action === 'disconnectedFromPrivateChannel') {
            this.end();
        }
    }

    /** The other app has left, or one of both has lost the bus. */
    end(): void {
        if (!this.isOver) {
            this.close();
            this.listened.forEach((contextType) => this.emit('unsubscribe', {contextType}));
            this.emit('disconnect');
        }
    }

    channel(): PrivateChannel {
        const onType = (type: PrivateChannelEventTypes, handler: (contextType?: string) => void): Listener => {
            requireFunction(handler);
            return this.addEventListener(type, ({details}) => handler(details?.contextType ?? undefined));
        };
        return {
            id: this.parts.id,
            type: 'private',
            broadcast: async (context) => this.broadcast(context),
            getCurrentContext: async (type) => {
                this.requireOpen();
                return this.contexts.get(type ?? undefined) ?? null;
            },
            addContextListener: async (...args: [string | null, ContextHandler] | [ContextHandler]) =>
                this.addListener(...typeAndHandler(args)),
            addEventListener: async (type, handler) => this.addEventListener(type, handler),
            onAddContextListener: (handler) => onType('addContextListener', handler),
            onUnsubscribe: (handler) => onType('unsubscribe', handler),
            onDisconnect: (handler) => onType('disconnect', handler),
            disconnect: async () => {
                if (!this.isOver) {
                    const told = this.tell('disconnectedFromPrivateChannel');
                    this.close();
                    // The other app may have gone.
                    await told.catch(() => undefined);
                }
            },
        };
    }

    private addEventListener(type: PrivateChannelEventTypes | null, handler: EventHandler): Listener {
        requireFunction(handler);
        if (type && !eventTypes.includes(type)) {
            throw new Fdc3Error('InvalidArguments');
        }
        const listener = {type: type || null, handler};
        this.eventListeners.add(listener);
        // The other app may have listened before this one does.
        this.listened.forEach((contextType) => this.emitTo([listener], 'addContextListener', {contextType}));
        return listenerOf(() => void this.eventListeners.delete(listener));
    }

    private close(): void {
        this.isOver = true;
        this.parts.onEnd();
    }

    private requireOpen(): void {
        if (this.isOver) {
            throw new Fdc3Error('AccessDenied');
        }
    }

    private async broadcast(value: unknown): Promise<void> {
        this.requireOpen();
        const context = requireContext(value);
        this.keep(context);
        await this.tell('publishOnPrivateChannel', context.type, context);
    }

    private async addListener(type: string | null, handler: ContextHandler): Promise<Listener> {
        this.requireOpen();
        const listener = {type, handler};
        this.listeners.add(listener);
        await this.tell('addedContextListenerOnPrivateChannel', type);
        return {
            unsubscribe: async () => {
                if (this.listeners.delete(listener)) {
                    await this.tell('removedContextListenerOnPrivateChannel', type);
                }
            },
        };
    }

    private take(context: Context, metadata: ContextMetadata | undefined): void {
        this.keep(context);
        [...this.listeners].forEach(({type, handler}) => {
            if (!type || type === context.type) {
                callHandler(handler, context, metadata);
            }
        });
    }

    private keep(context: Context): void {
        this.contexts.set(context.type, context).set(undefined, context);
    }

    private emit(type: PrivateChannelEventTypes, details?: object): void {
        this.emitTo([...this.eventListeners], type, details);
    }

    private emitTo(listeners: EventListener[], type: PrivateChannelEventTypes, details?: object): void {
        listeners.forEach((listener) => {
            if (listener.type === null || listener.type === type) {
                callHandler(listener.handler, {type, details});
            }
        });
    }

    private async tell(action: PrivateAction, contextType?: string | null, payload?: Context): Promise<void> {
        if (this.other !== undefined && !this.isOver) {
            const content = {channelId: this.parts.id, contextType: contextType ?? undefined, payload};
            await this.parts.send(this.other, action, content);
        }
    }
}
