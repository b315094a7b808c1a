import type { ReportAbout, ReportSections } from './reportSections.ts';

/**
 * A report as HTML that mail programs show: tables for the layout and styles in the elements, since several drop a style
 * sheet, and no image or link. The style sheet only has the colours of dark mode; programs that invert colours by
 * themselves find dark text on a white ground. Numbers say more or less by a sign and not by a colour.
 */
export function renderHtml(about: ReportAbout, sections: ReportSections): string {
  const { title, days, headline, metrics, daily, lists, leftOut } = sections;
  const customer = toHtml(about.customer_id);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${toHtml(title)}: ${customer}, ${toHtml(days)}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background-color: #16181d !important; }
  .paper { background-color: #20242c !important; }
  .ink { color: #eef0f4 !important; }
  .faint { color: #b3bac7 !important; }
  .line { border-color: #3a404c !important; }
}
</style>
</head>
<body class="ground" style="margin:0;padding:0;background-color:#f3f4f6;">
<div role="main">
<div style="display:none;max-height:0;overflow:hidden;">${toHtml(headline)}</div>
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f3f4f6;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" class="paper" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;background-color:#ffffff;border-radius:8px;">
<tr><td style="padding:28px 24px 8px;${FONT}">
<h1 class="ink" style="margin:0 0 4px;font-size:22px;line-height:28px;font-weight:600;${INK}">${toHtml(title)}: ${customer}</h1>
${about.name === undefined ? '' : `<p class="ink" style="margin:0 0 4px;font-size:15px;line-height:22px;${INK}">${toHtml(about.name)}</p>\n`}<p class="faint" style="margin:0;font-size:15px;line-height:22px;${FAINT}">${toHtml(days)}</p>
</td></tr>
${section(
  'Compared with the period before',
  table(
    ['Number', 'Value', 'Change'],
    metrics.map(({ name, value, change }) => ({ cells: [name, value, change] })),
  ),
)}
${section(
  'Visitors by day',
  table(
    ['Day', 'Visitors'],
    daily.map(({ day, visitors, share }) => ({ cells: [day, visitors], share })),
  ),
)}
${lists
  .map(({ title: of, columns, rows }) => section(of, rows.length === 0 ? paragraph('None.') : table(columns, rows)))
  .join('\n')}
${section(
  'Left out of these numbers',
  leftOut.length === 0 ? paragraph('Nothing.') : leftOut.map((one) => paragraph(`${one}.`)).join('\n'),
)}
<tr><td style="padding:8px 24px 24px;${FONT}"><p class="faint" style="margin:0;font-size:13px;line-height:20px;${FAINT}">Sent by OneVault. Whoever set up this report can change it, or turn it off.</p></td></tr>
</table>
</td></tr>
</table>
</div>
</body>
</html>
`;
}

/** A longer number, as of revenue with its orders, may take two lines on a telephone. */
const MAX_UNBROKEN = 14;
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
const INK = 'color:#1c2330;';
const FAINT = 'color:#566072;';
const LINE = 'border-bottom:1px solid #e2e5ea;';
/** Seen on white and on dark ground. */
const BAR = '#7c97d6';

function section(title: string, content: string): string {
  return `<tr><td style="padding:20px 24px 0;${FONT}">
<h2 class="ink" style="margin:0 0 8px;font-size:17px;line-height:24px;font-weight:600;${INK}">${toHtml(title)}</h2>
${content}
</td></tr>`;
}

function paragraph(text: string): string {
  return `<p class="ink" style="margin:0 0 4px;font-size:15px;line-height:22px;${INK}">${toHtml(text)}</p>`;
}

/** The first cell of a row is its heading; `share` draws a bar below it. */
function table(columns: readonly string[], rows: readonly { cells: readonly string[]; share?: number }[]): string {
  const head = columns
    .map(
      (column, n) =>
        `<th scope="col" class="faint line" align="${n === 0 ? 'left' : 'right'}" style="padding:4px ${n === 0 ? '8px 4px 0' : '0 4px 8px'};font-size:13px;line-height:18px;font-weight:600;${FAINT}${LINE}">${toHtml(column)}</th>`,
    )
    .join('');
  const body = rows.map(({ cells: [first = '', ...numbers], share }) => {
    const cells = numbers.map(
      (cell) =>
        `<td class="ink line" align="right" valign="top" style="padding:6px 0 6px 8px;font-size:15px;line-height:20px;${cell.length > MAX_UNBROKEN ? '' : 'white-space:nowrap;'}${INK}${LINE}">${toHtml(cell)}</td>`,
    );
    return `<tr><th scope="row" class="ink line" align="left" valign="top" style="padding:6px 8px 6px 0;font-size:15px;line-height:20px;font-weight:400;word-break:break-word;${INK}${LINE}">${toNameHtml(first)}${share === undefined ? '' : bar(share)}</th>${cells.join('')}</tr>`;
  });
  return `<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;">
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table>`;
}

function bar(share: number): string {
  const percent = Math.max(1, Math.round(100 * share));
  return share === 0
    ? ''
    : `<div aria-hidden="true" style="margin-top:3px;width:${percent}%;height:4px;line-height:4px;font-size:0;background-color:${BAR};border-radius:2px;">&nbsp;</div>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function toHtml(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '');
}

/**
 * A name that a visitor may have made. Behind each point, slash and at sign a line may break: so a long path fits, and
 * mail programs do not make a link of what is called `https://…`.
 */
function toNameHtml(text: string): string {
  return toHtml(text).replace(/(?<!^)[./@]/g, '$&&#8203;');
}
