import './bundle/publicPath';
import './connection/pageGlobals';
import './hosts/itemListeners';

export {default as Channels} from './components/Channels';
export {default as Context} from './components/Context';
export {default as Contexts} from './components/Contexts';
export {default as Fdc3Channels} from './components/Fdc3Channels';
export {default as Fdc3Context} from './components/Fdc3Context';
export {default as Fdc3IntentListener} from './components/Fdc3IntentListener';
export {default as Fdc3Intents} from './components/Fdc3Intents';
export {default as Glue42} from './components/Glue42';
export {default as MethodInvoke} from './components/MethodInvoke';
export {default as MethodRegister} from './components/MethodRegister';
export {default as Methods} from './components/Methods';
export {default as Notifications} from './components/Notifications';
export {default as StreamPublish} from './components/StreamPublish';
export {default as StreamSubscribe} from './components/StreamSubscribe';
export {default as Windows} from './components/Windows';
