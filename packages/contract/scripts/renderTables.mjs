const MARKS = { VALID: '', SUSPICIOUS: '?', INVALID: '✗' };

/**
 * Renders the tables of docs/pipeline.md, by the name of their source file.
 *
 * @param {import('./renderPipeline.mjs').Rules} rules
 * @returns {Map<string, string>}
 */
export function renderTables({ checks, categories, referrers, parameters, sources, channels }) {
  return new Map([
    [
      'parameters',
      [`- campaign: ${codes(parameters.campaign)}`, `- click ids: ${codes(parameters.clickIds)}`].join('\n'),
    ],
    ['referrers', Object.entries(referrers).map(renderReferrers).join('\n')],
    ['sources', Object.entries(sources).map(renderReferrers).join('\n')],
    [
      'channels',
      [
        '| channel | utm_medium | kind of source | click id |',
        '| --- | --- | --- | --- |',
        ...channels.map(renderChannel),
      ].join('\n'),
    ],
    [
      'categories',
      [
        '| event | category | action |',
        '| --- | --- | --- |',
        ...Object.entries(categories).flatMap(renderCategory),
        "| any other | custom | a, else the event's name cut to 64 |",
      ].join('\n'),
    ],
    [
      'checks',
      [
        '| rule | pointer | fails when | message | weight | |',
        '| --- | --- | --- | --- | --- | --- |',
        ...Object.entries(checks).map(renderCheck),
      ].join('\n'),
    ],
  ]);
}

/** @param {[string, import('./renderPipeline.mjs').CheckRule]} entry */
function renderCheck([rule, { pointer, fails, message, weight, status }]) {
  const cells = [`\`${rule}\``, pointer || '""', fails, message, weight || '-', MARKS[status]];
  return `| ${cells.join(' | ')} |`.replace('|  |', '| |');
}

/** @param {[string, import('./renderPipeline.mjs').CategoryRule]} entry */
function renderCategory([event, { category, action, actionFrom, ifOutbound }]) {
  const own = actionFrom === 'action' ? 'a' : `text(\`${actionFrom}\`, 64)`;
  const row = `| \`${event}\` | ${category} | ${actionFrom === undefined ? action : `${own}, else ${action}`} |`;
  if (ifOutbound === undefined) return [row];
  return [`| \`${event}\` with \`outbound: true\` | ${ifOutbound.category} | ${ifOutbound.action} |`, row];
}

/** @param {[string, string[]]} entry */
function renderReferrers([kind, hosts]) {
  return `- \`${kind}\`: ${hosts.join(', ').replaceAll('*', '\\*')}`;
}

/** @param {import('./renderPipeline.mjs').ChannelRule} rule */
function renderChannel({ channel, medium, kind, clickId }) {
  const cells = [medium, kind, clickId].map((names) => (names === undefined ? 'any' : codes([...names])));
  return `| \`${channel}\` | ${cells.join(' | ')} |`;
}

/** @param {string[]} names */
function codes(names) {
  return names.map((name) => `\`${name}\``).join(', ');
}
