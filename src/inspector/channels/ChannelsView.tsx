import React from 'react';
import {ask} from '../../connection/ask';
import type {ChannelContext, Glue} from '../../connection/bus';
import {connection} from '../../connection/wiring';
import type {ChannelsState} from '../../interop/channels';
import {ActionButton} from '../ActionButton';
import type {Column} from '../Grid';
import {JsonEditor} from '../JsonEditor';
import {Json} from '../JsonTree';
import {ListView} from '../ListView';
import {Section} from '../parts';
import {missingWords, useWhileConnected} from '../useWhileConnected';

// A file that a connected page has already.
const load = () => import(/* webpackChunkName: "apis" */ '../../interop/channels');

async function follow(glue: Glue, onState: (state: ChannelsState) => void): Promise<() => void> {
    const {watchChannels} = await load();
    const reported: ChannelsState = {};
    return watchChannels(glue, reported, {onState: () => onState({...reported}), onChannel: () => undefined});
}

async function perform(operation: 'join' | 'leave' | 'publish', command: object): Promise<void> {
    const {channelOperations} = await load();
    await ask(connection, ({glue}) => glue && channelOperations[operation](glue, command));
}

type Row = ChannelContext & {isOwn: boolean};

const columns: Column<Row>[] = [
    {title: 'Channel', cell: ({name}) => name},
    {title: 'Colour', cell: ({meta}) => String((meta as {color?: unknown} | undefined)?.color ?? '')},
    {title: 'This page', cell: ({isOwn}) => (isOwn ? 'is on it' : '')},
];

export function ChannelsView() {
    const channels = useWhileConnected(follow);
    const {list = [], my} = channels.state ?? {};
    return (
        <ListView
            label="Channels"
            columns={columns}
            rows={list.map((channel) => ({...channel, isOwn: channel.name === my?.name}))}
            idOf={({name}) => name}
            empty={missingWords(channels) ?? 'The platform has no channels.'}
            detail={(channel) => channel && <ChannelDetail key={channel.name} channel={channel} />}
        />
    );
}

function ChannelDetail({channel: {name, data, isOwn}}: {channel: Row}) {
    return (
        <>
            <h2>{name}</h2>
            <div className="actions">
                {isOwn ? (
                    <ActionButton label="Leave" act={() => perform('leave', {})} />
                ) : (
                    <ActionButton label="Join" act={() => perform('join', {name})} />
                )}
            </div>
            <Section title="Data">
                <Json value={data} label="Data" />
            </Section>
            <Section title="Publish">
                <JsonEditor
                    label="Data to publish"
                    initial={{}}
                    actions={[{label: 'Publish', act: (data) => perform('publish', {name, data})}]}
                />
            </Section>
        </>
    );
}
