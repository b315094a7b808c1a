/**
 * @typedef {object} Panel
 * @property {string} title
 * @property {string} note which end is the better one
 * @property {{ label: string, value: number, shown: string, isOurs: boolean }[]} bars
 * @property {number} [full] the end of the scale; a frame shows it
 */

// Narrow, so that letters can be read on a phone as well.
const WIDTH = 480;
const MARGIN = 18;
const LABEL_WIDTH = 92;
const VALUE_WIDTH = 118;
const BAR_HEIGHT = 14;
const ROW_HEIGHT = 23;
const HEAD_HEIGHT = 46;
const GAP = 20;

/** Horizontal bars as an SVG: in light and dark, and with a title for screen readers. @param {string} title @param {Panel[]} panels */
export function drawBars(title, panels) {
  let y = MARGIN;
  const parts = panels.map((panel) => {
    const drawn = drawPanel(panel, y);
    y += HEAD_HEIGHT + panel.bars.length * ROW_HEIGHT + GAP;
    return drawn;
  });
  const height = y - GAP + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="640" height="${Math.round((height * 640) / WIDTH)}" role="img" aria-labelledby="title">
  <title id="title">${toText(title)}</title>
  <style>
    text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2430; }
    .back { fill: #ffffff; stroke: #d1d5db; }
    .head { font-size: 14px; font-weight: 600; }
    .note { font-size: 12px; fill: #4a5263; }
    .ours { font-weight: 600; }
    .frame { fill: none; stroke: #9aa2b1; }
    .bar { fill: #7b8494; }
    .bar.ours { fill: #3f51d8; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e8eaf0; }
      .back { fill: #0f1116; stroke: #374151; }
      .note { fill: #b3bbca; }
      .frame { stroke: #6b7486; }
      .bar { fill: #7b8494; }
      .bar.ours { fill: #8f9dff; }
    }
  </style>
  <rect class="back" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="10" />
${parts.join('\n')}
</svg>
`;
}

/** @param {Panel} panel @param {number} top */
function drawPanel({ title, note, bars, full }, top) {
  const scale = full ?? Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const left = MARGIN + LABEL_WIDTH;
  const room = WIDTH - left - VALUE_WIDTH - MARGIN;
  const rows = bars.map(({ label, value, shown, isOurs }, index) => {
    const y = top + HEAD_HEIGHT + index * ROW_HEIGHT;
    const middle = y + BAR_HEIGHT - 3;
    const width = Math.round((Math.min(Math.max(value, 0), scale) / scale) * room * 10) / 10;
    const own = isOurs ? ' ours' : '';
    const frame = full
      ? `<rect class="frame" x="${left + 0.5}" y="${y + 0.5}" width="${room}" height="${BAR_HEIGHT - 1}" rx="2" />`
      : '';
    return `  <text class="label${own}" x="${MARGIN}" y="${middle}">${toText(label)}</text>
  ${frame}<rect class="bar${own}" x="${left}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="2" />
  <text class="value${own}" x="${WIDTH - MARGIN}" y="${middle}" text-anchor="end">${toText(shown)}</text>`;
  });
  return `  <text class="head" x="${MARGIN}" y="${top + 14}">${toText(title)}</text>
  <text class="note" x="${MARGIN}" y="${top + 32}">${toText(note)}</text>
${rows.join('\n')}`;
}

/** @param {string} text */
function toText(text) {
  return text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
