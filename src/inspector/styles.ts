/** Of the panel, in its shadow root. */
export const styles = `
:host { all: initial; }
.panel {
    --text: light-dark(#1c1c28, #e8e8f0);
    --faint: light-dark(#5a5a6e, #a6a6ba);
    --back: light-dark(#ffffff, #1b1b24);
    --tint: light-dark(#f3f3f9, #262633);
    --line: light-dark(#d9d9e6, #3a3a4a);
    --accent: light-dark(#6b3fb5, #b794f6);
    --chosen: light-dark(#e7def6, #3b2f57);
    --good: light-dark(#0b6b40, #4cc38a);
    --bad: light-dark(#b3261e, #ff8f87);
    --wait: light-dark(#8a5200, #e0a34a);
    color-scheme: light dark;
    container-type: inline-size;
    position: fixed; inset: auto 0 0 0; z-index: 9999;
    height: min(360px, 60vh);
    display: flex; flex-direction: column;
    font: 12px/1.5 system-ui, sans-serif;
    color: var(--text); background: var(--back);
    border-top: 1px solid var(--line); box-shadow: 0 -6px 18px rgb(0 0 0 / 15%);
}
.panel.above-bar { bottom: 62px; }
.panel[data-theme=light] { color-scheme: light; }
.panel[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; }
header, .tools { display: flex; align-items: center; gap: 8px; padding: 0 8px; flex: none; }
header { background: var(--tint); border-bottom: 1px solid var(--line); overflow-x: auto; }
.tools { padding: 4px 8px; flex-wrap: wrap; }
.space { flex: 1; }
button, select, input, textarea {
    font: inherit; color: inherit; background: var(--back);
    border: 1px solid var(--line); border-radius: 3px; padding: 2px 8px;
}
textarea { width: 100%; min-height: 72px; font-family: ui-monospace, monospace; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
[role=tablist] { display: flex; }
[role=tab] { border: 0; border-bottom: 2px solid transparent; border-radius: 0; background: none; padding: 7px 10px; }
[role=tab][aria-selected=true] { color: var(--accent); border-bottom-color: var(--accent); }
.status { white-space: nowrap; color: var(--faint); }
.status::before { content: "● "; }
.status.connected, .state.done { color: var(--good); }
.status.connecting, .status.disconnected, .state.queued, .state.running, .state.late { color: var(--wait); }
.status.failed, .state.error, .problem { color: var(--bad); }
.state.gone, .note, .empty, .earlier td { color: var(--faint); }
.view { flex: 1; min-height: 0; display: flex; flex-direction: column; }
.split { flex: 1; min-height: 0; display: flex; }
.list { flex: 3; min-width: 0; overflow: auto; }
.detail { flex: 2; min-width: 0; overflow: auto; padding: 4px 12px; border-left: 1px solid var(--line); }
table { width: 100%; border-collapse: collapse; }
th { position: sticky; top: 0; background: var(--back); color: var(--faint); font-weight: normal; text-align: left; }
th, td { padding: 2px 8px; white-space: nowrap; max-width: 220px; overflow: hidden; text-overflow: ellipsis; }
td { border-bottom: 1px solid var(--line); }
tbody tr { cursor: default; }
tr[aria-selected=true] { background: var(--chosen); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
.preview { font-family: ui-monospace, monospace; color: var(--faint); }
.empty { padding: 16px; }
h2 { font-size: 13px; margin: 4px 0; overflow-wrap: anywhere; }
h3 { font-size: 12px; font-weight: normal; color: var(--faint); margin: 8px 0 2px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.bar { width: 120px; height: 6px; background: var(--tint); border-radius: 3px; vertical-align: middle; }
.bar .queued { fill: var(--wait); }
.bar .callback { fill: var(--accent); }
.json, pre { font: 12px/1.5 ui-monospace, monospace; }
.json { background: var(--tint); padding: 4px 8px; border-radius: 3px; overflow-wrap: anywhere; }
.json details > :not(summary) { margin-left: 14px; }
.json details > span { margin-left: 0; }
pre { white-space: pre-wrap; margin: 0; }
p { margin: 2px 0; }
.key { color: var(--accent); }
.string { color: var(--good); }
.actions { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; }
.reason { max-width: none; white-space: normal; }
label { white-space: nowrap; }
.history { margin: 0; padding-left: 20px; }
ins, del { text-decoration: none; }
.removed { text-decoration: line-through; }
.added { color: var(--good); }
.removed { color: var(--bad); }
@container (max-width: 760px) {
    .wide { display: none; }
    .split { flex-direction: column; }
    .detail { border-left: 0; border-top: 1px solid var(--line); }
}
`;
