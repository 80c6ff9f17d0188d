import {fdc3SettingsProblem} from '../../../src/fdc3/settings';

test.each([
    {},
    {agent: 'auto', appId: 'quotes', apps: [{appId: 'chart'}], identityUrl: 'https://desk/quotes/', timeoutMs: 500},
    {agent: 'web', apps: '/apps.json', channelSelector: false, intentResolver: true},
])('%j are right', (settings) => {
    expect(fdc3SettingsProblem(settings)).toBeNull();
});

test.each<[object, string]>([
    [{agents: 'bus'}, 'has the unknown key "agents"; use only "agent", "appId"'],
    [{constructor: 'bus'}, 'has the unknown key "constructor"'],
    [{agent: 'all'}, '["agent"] is "all"; use one of "auto", "window", "web", "bus", or leave it out.'],
    [{appId: ' '}, '["appId"] is " "'],
    [{apps: 5}, '["apps"] is 5'],
    [
        {apps: [{name: 'chart'}]},
        '["apps"] is not right; give the address of an app directory, or a list of its records',
    ],
    [{identityUrl: '/quotes/'}, '["identityUrl"] is "/quotes/"; give a whole address'],
    [{timeoutMs: 0}, '["timeoutMs"] is 0'],
    [{channelSelector: 'no'}, '["channelSelector"] is "no"; give True or False'],
    [{intentResolver: 1}, '["intentResolver"] is 1'],
])('%j are wrong', (settings, problem) => {
    expect(fdc3SettingsProblem(settings)).toContain(problem);
    expect(fdc3SettingsProblem(settings)).toMatch(/^Glue42 settings\["fdc3"\]/);
});
