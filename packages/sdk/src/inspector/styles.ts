/**
 * For a constructable stylesheet, which no Content Security Policy forbids. Each text colour has a contrast of at least
 * 4.5 to each surface that it stands on; lines of controls have 3.
 */
export const styles = `
:host {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  inset: 0 auto auto 0 !important;
  width: 0 !important;
  height: 0 !important;
  overflow: visible !important;
  z-index: 2147483647 !important;
  color-scheme: light dark !important;
}
.root {
  --page: #f6f7f9; --surface: #fff; --surface-2: #eef0f4; --line: #dfe2e9; --line-strong: #80889a;
  --text: #171b26; --text-2: #525b6d;
  --accent: #3f51d8; --accent-soft: #e9ecff; --on-accent: #fff;
  --good: #0f7a4b; --good-soft: #e1f4ea; --wait: #8a5a00; --wait-soft: #fbf0d9; --bad: #b3261e; --bad-soft: #fce8e6;
  --shadow: 0 2px 6px #1b20302b, 0 16px 48px #1b203040;
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  color: var(--text);
  -webkit-text-size-adjust: 100%;
}
@media (prefers-color-scheme: dark) {
  .root {
    --page: #0f1116; --surface: #171a21; --surface-2: #20242d; --line: #2b303b; --line-strong: #6f788a;
    --text: #e8eaf0; --text-2: #a3acbd;
    --accent: #8f9dff; --accent-soft: #232a4d; --on-accent: #10142b;
    --good: #4cc38a; --good-soft: #14301f; --wait: #e0a93c; --wait-soft: #33270d; --bad: #ff8a80; --bad-soft: #3b1a18;
    --shadow: 0 2px 6px #0009, 0 16px 48px #000b;
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, p, ul, ol, dl, dd, pre { margin: 0; padding: 0; }
h2 { font-size: 14px; font-weight: 650; line-height: 1.3; letter-spacing: -0.01em; }
h3 { font-size: 12px; font-weight: 600; color: var(--text-2); }
ul, ol { list-style: none; }
code, pre, .mono { font: 12px/1.6 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.panel:focus { outline: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.quiet { color: var(--text-2); }
.numbers { font-variant-numeric: tabular-nums; }
.panel {
  position: fixed; inset-block-end: 16px; inset-inline-end: 16px;
  display: flex; flex-direction: column;
  width: min(440px, calc(100vw - 32px)); height: min(660px, calc(100vh - 32px));
  border: 1px solid var(--line); border-radius: 16px; overflow: hidden;
  background: var(--surface); box-shadow: var(--shadow);
}
.left .panel, .left .pill { inset-inline: 16px auto; }
.body { flex: 1; display: flex; flex-direction: column; min-height: 0; }
.bar { display: flex; align-items: center; gap: 4px; padding: 10px 10px 6px 16px; }
.bar .names { flex: 1; min-width: 0; }
.mark { flex: none; width: 22px; height: 22px; margin-inline-end: 8px; fill: none; stroke: var(--accent); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.to { font-size: 12px; color: var(--text-2); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
select.to { display: block; width: 100%; min-height: 24px; padding: 0 4px; border: 1px solid var(--line-strong); border-radius: 6px; background: var(--surface); font: inherit; font-size: 12px; }
button { font: inherit; color: inherit; cursor: pointer; }
.icon { flex: none; display: grid; place-items: center; width: 32px; height: 32px; padding: 0; border: 0; border-radius: 8px; background: none; color: var(--text-2); }
.icon:hover { background: var(--surface-2); color: var(--text); }
.icon svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.flow { display: grid; grid-template-columns: repeat(4, 1fr); margin: 6px 16px 0; border: 1px solid var(--line); border-radius: 12px; background: var(--page); }
.flow li { position: relative; padding: 8px 4px; text-align: center; }
.flow li + li::before { content: ""; position: absolute; inset-block-start: 20px; inset-inline-start: -4px; width: 7px; height: 7px; border: solid var(--line-strong); border-width: 1.5px 1.5px 0 0; transform: rotate(45deg); }
.flow strong { display: block; font-size: 22px; line-height: 1.2; font-weight: 650; letter-spacing: -0.02em; }
.flow span { font-size: 12px; color: var(--text-2); }
.flow .waiting.some strong { color: var(--wait); }
.flow .stored strong { color: var(--good); }
.balance { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; margin: 6px 16px 0; font-size: 12px; color: var(--text-2); }
.balance strong { color: var(--good); font-weight: 650; }
.balance strong.bad { color: var(--bad); }
.network { display: flex; min-height: 52px; align-items: center; gap: 12px; margin: 10px 16px 0; padding: 8px 12px; border-radius: 12px; background: var(--accent-soft); font-size: 12px; }
.network.away { background: var(--wait-soft); }
.network.back { background: var(--good-soft); }
.network.back p { color: var(--good); font-weight: 600; }
.network.away p { font-weight: 600; }
.network p { flex: 1; min-width: 0; }
.switch { flex: none; display: inline-flex; align-items: center; gap: 8px; min-height: 32px; padding: 0 2px; border: 0; border-radius: 8px; background: none; font-weight: 600; }
.switch i { position: relative; width: 36px; height: 20px; border: 2px solid var(--line-strong); border-radius: 10px; background: var(--surface); }
.switch i::after { content: ""; position: absolute; inset-block-start: 2px; inset-inline-start: 2px; width: 12px; height: 12px; border-radius: 50%; background: var(--line-strong); }
.switch[aria-checked="true"] i { border-color: var(--good); background: var(--good); }
.switch[aria-checked="true"] i::after { inset-inline-start: 18px; background: var(--surface); }
.tabs { display: flex; gap: 20px; margin-block-start: 8px; padding: 0 16px; border-block-end: 1px solid var(--line); }
.tabs button { padding: 8px 2px; border: 0; border-block-end: 2px solid transparent; background: none; color: var(--text-2); font-weight: 550; }
.tabs button:hover { color: var(--text); }
.tabs button:focus-visible { outline-offset: -2px; }
.tabs button[aria-selected="true"] { border-color: var(--accent); color: var(--accent); }
.view { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; }
.view:focus-visible { outline-offset: -3px; }
.tools { position: sticky; top: 0; z-index: 1; display: flex; gap: 8px; padding: 10px 16px; background: var(--surface); }
.input { flex: 1; min-width: 0; min-height: 32px; padding: 2px 10px; border: 1px solid var(--line-strong); border-radius: 8px; background: var(--surface); color: var(--text); font: inherit; font-size: 13px; }
.input::placeholder { color: var(--text-2); opacity: 1; }
.button { min-height: 32px; padding: 2px 12px; border: 1px solid var(--line-strong); border-radius: 8px; background: var(--surface); font-size: 13px; font-weight: 550; white-space: nowrap; }
.button:hover { background: var(--surface-2); }
.row { border-block-start: 1px solid var(--line); }
.row > button { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; width: 100%; padding: 8px 16px; border: 0; background: none; text-align: start; }
.row > button:hover { background: var(--page); }
.row > button:focus-visible { outline-offset: -2px; }
.row b { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row small { font-size: 12px; color: var(--text-2); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row small.at { text-align: end; }
.state { display: inline-flex; align-items: center; gap: 5px; justify-self: end; font-size: 12px; font-weight: 600; color: var(--text-2); white-space: nowrap; }
.state svg { width: 14px; height: 14px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.state.delivered { color: var(--good); }
.state.queued, .state.retry { color: var(--wait); }
.state.sent { color: var(--accent); }
.state.dropped { color: var(--bad); }
.detail { display: grid; gap: 12px; padding: 4px 16px 16px; background: var(--page); overflow-wrap: anywhere; }
.row.open > button { background: var(--page); }
.steps li { display: grid; grid-template-columns: 76px minmax(0, 1fr); gap: 8px; font-size: 13px; }
.steps time { color: var(--text-2); font-variant-numeric: tabular-nums; }
.steps em { display: block; font-style: normal; color: var(--text-2); }
.list li { position: relative; padding-inline-start: 14px; font-size: 13px; }
.list li::before { content: ""; position: absolute; inset-block-start: 8px; inset-inline-start: 0; width: 6px; height: 6px; border-radius: 2px; background: var(--line-strong); }
.list code { color: var(--text-2); }
.head { display: flex; align-items: center; justify-content: space-between; gap: 8px; margin-block-end: 4px; }
pre { max-height: 260px; padding: 10px 12px; overflow: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2; }
pre mark { border-radius: 3px; background: var(--wait-soft); color: var(--wait); font-weight: 600; }
.sections { display: grid; gap: 18px; padding: 14px 16px 20px; }
.sections section { display: grid; gap: 6px; min-width: 0; }
.facts { display: grid; grid-template-columns: minmax(0, max-content) minmax(0, 1fr); gap: 3px 16px; font-size: 13px; overflow-wrap: anywhere; }
.facts dt { color: var(--text-2); }
.facts.counts { grid-template-columns: minmax(0, 1fr) max-content; }
.facts.counts dd { text-align: end; font-weight: 600; }
.note { padding: 10px 12px; border-radius: 10px; background: var(--surface-2); font-size: 13px; }
.note.good { background: var(--good-soft); color: var(--good); font-weight: 600; }
.note.wait { background: var(--wait-soft); color: var(--wait); font-weight: 600; }
.note.bad { background: var(--bad-soft); color: var(--bad); font-weight: 600; }
.bars { display: flex; align-items: flex-end; gap: 2px; height: 56px; padding: 6px 8px 0; border: 1px solid var(--line); border-radius: 10px; background: var(--page); overflow: hidden; }
.bars i { flex: 1; min-height: 2px; border-radius: 2px 2px 0 0; background: var(--line); }
.bars i.some { background: var(--wait); }
.empty { display: grid; justify-items: center; gap: 6px; padding: 48px 24px; text-align: center; color: var(--text-2); }
.empty strong { color: var(--text); }
.foot { display: flex; padding: 6px 16px 10px; border-block-start: 1px solid var(--line); font-size: 12px; }
.foot label { display: inline-flex; align-items: center; gap: 8px; min-height: 24px; color: var(--text-2); }
.foot input { width: 16px; height: 16px; margin: 0; accent-color: var(--accent); }
.pill { position: fixed; inset-block-end: 16px; inset-inline-end: 16px; display: inline-flex; align-items: center; gap: 8px; min-height: 40px; padding: 4px 16px 4px 12px; border: 1px solid var(--line); border-radius: 99px; background: var(--surface); box-shadow: var(--shadow); font-size: 13px; font-weight: 600; }
.pill .mark { margin: 0; width: 18px; height: 18px; }
@media (max-width: 560px) {
  .panel, .left .panel { inset: auto 0 0; width: auto; height: min(560px, 68vh); border-width: 1px 0 0; border-radius: 16px 16px 0 0; }
  .icon.move { display: none; }
}
@media (prefers-reduced-motion: no-preference) {
  .button, .icon, .switch i, .switch i::after { transition: background-color 0.15s, inset-inline-start 0.15s; }
  .panel, .pill { animation: come 0.18s ease-out; }
  .row.new { animation: glow 1.2s ease-out; }
}
@keyframes come { from { opacity: 0; transform: translateY(12px); } }
@keyframes glow { from { background: var(--accent-soft); } }
@media (forced-colors: active) {
  .switch i::after, .bars i.some, .list li::before { background: CanvasText; }
}
`;
