/** Of the panel, in its shadow root. Texts of other apps do not turn those beside them around. */
export const styles = `
:host { all: initial; }
.panel {
    --faint: light-dark(#5a5a6e, #a6a6ba);
    --tint: light-dark(#f3f3f9, #262633);
    --line: light-dark(#d9d9e6, #3a3a4a);
    --accent: light-dark(#6b3fb5, #b794f6);
    --chosen: light-dark(#e7def6, #3b2f57);
    --good: light-dark(#0b6b40, #4cc38a);
    --bad: light-dark(#b3261e, #ff8f87);
    --wait: light-dark(#8a5200, #e0a34a);
    color-scheme: light dark;
    position: fixed; inset: auto 0 0; z-index: 9999;
    height: min(360px, 60vh);
    font: 12px/1.5 system-ui, sans-serif;
    color: CanvasText; background: Canvas;
    border-top: 1px solid var(--line);
}
.above-bar { bottom: 62px; }
* { box-sizing: border-box; }
span, td { unicode-bidi: isolate; }
.panel, .view { display: flex; flex-direction: column; }
header, .tools, .actions { display: flex; flex: none; align-items: center; gap: 8px; }
header { padding: 0 8px; background: var(--tint); border-bottom: 1px solid var(--line); overflow-x: auto; }
.tools, .actions { flex-wrap: wrap; }
button, select, input, textarea {
    font: inherit; color: inherit; background: Canvas;
    border: 1px solid var(--line); padding: 2px 8px;
}
textarea { width: 100%; min-height: 72px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
[role=tablist] { display: flex; flex: 1; }
[role=tab] { border: 0; border-bottom: 2px solid transparent; background: none; padding: 7px 8px; }
[role=tab][aria-selected=true] { color: var(--accent); border-color: var(--accent); }
.status, .gone, .note, .empty, .preview, th, h3, dt { color: var(--faint); }
.connected, .done, .string, ins { color: var(--good); }
.connecting, .disconnected, .queued, .running, .late { color: var(--wait); }
.failed, .error, .problem, del { color: var(--bad); }
.key, .callback { color: var(--accent); }
.view, .split { flex: 1; min-height: 0; }
.split { display: flex; }
.list, .detail { flex: 3; min-width: 0; overflow: auto; }
.detail { flex: 2; border-left: 1px solid var(--line); overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th { position: sticky; top: 0; background: Canvas; text-align: left; }
th, h3 { font-weight: normal; }
th, td { padding: 2px 8px; max-width: 220px; overflow: hidden; text-overflow: ellipsis; }
td { border-bottom: 1px solid var(--line); }
.status, th, td { white-space: nowrap; }
.reason { max-width: none; white-space: normal; }
.number { text-align: right; }
tr[aria-selected=true] { background: var(--chosen); }
h2, h3 { font-size: inherit; margin: 8px 0 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; }
dl, dd, p, pre { margin: 0; }
.bar { width: 120px; height: 6px; fill: currentColor; }
.json, pre, textarea, .preview { font-family: ui-monospace, monospace; }
pre { white-space: pre-wrap; }
.json { background: var(--tint); }
.tools, .empty, .json, .detail { padding: 4px 8px; }
details > :not(summary, span) { margin-left: 14px; }
@media (max-width: 760px) {
    .wide { display: none; }
    .split { flex-direction: column; }
    .detail { border-left: 0; border-top: 1px solid var(--line); }
}
`;
