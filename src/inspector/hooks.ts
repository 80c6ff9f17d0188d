import {useSyncExternalStore} from 'react';
import type {ConnectionState} from '../connection/connection';
import {connection} from '../connection/wiring';
import {type PanelState, onPanelState, panelState} from './panelState';
import type {Entry} from './record';
import type {StreamCounts} from './streamCounts';
import {records} from './watching';

export const useConnectionState = (): ConnectionState => useSyncExternalStore(connection.subscribe, connection.state);
export const usePanelState = (): PanelState => useSyncExternalStore(onPanelState, panelState);
export const useEntries = (): Entry[] => useSyncExternalStore(records.subscribe, records.list);
export const useStreamCounts = (): StreamCounts[] => useSyncExternalStore(records.subscribe, records.streamCounts);
