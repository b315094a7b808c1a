/**
 * Renders the SQL functions that hold the rules, by the path of their file. Each is immutable and a single expression
 * over constants (check_rules: a list of rows), so that PostgreSQL inlines it.
 *
 * @param {import('./renderPipeline.mjs').Rules} rules
 * @returns {[path: string, text: string][]}
 */
export function renderSql({ checks, categories, referrers, parameters }) {
  const names = [...parameters.campaign, ...parameters.clickIds];
  return [
    toFile('checks', 'staging/check_rules', {
      about: 'Lists the checks, in the order in which validation_errors lists failed ones.',
      statement: `create or replace function staging.check_rules()
returns table (place integer, rule text, pointer text, message text, weight numeric, status text)
language sql immutable parallel safe
begin atomic
  values
${Object.entries(checks).map(toCheckRow).join(',\n')};
end;`,
    }),
    toFile('categories', 'staging/category_rule', {
      about: `Returns the rule of an event type, or null for other types: {category, action, key of event_data whose text
-- replaces the action, category of an outbound event, action of an outbound event}.`,
      statement: `create or replace function staging.category_rule(p_event_type text) returns text[]
language sql immutable parallel safe
return case
${Object.entries(categories).map(toCategoryCase).join('\n')}
end;`,
    }),
    toFile('referrers', 'staging/listed_referrer', {
      about:
        "Returns the list that contains a host, or null. p_two and p_three are the host's last two and last three labels.",
      statement: `create or replace function staging.listed_referrer(p_host text, p_two text, p_three text) returns text
language sql immutable parallel safe
return case
${Object.entries(referrers).map(toReferrerCase).join('\n')}
end;`,
    }),
    toFile('parameters', 'staging/query_names', {
      about: 'Lists the query parameters that staging keeps: campaign parameters and click ids.',
      statement: toConstant('staging.query_names', 'text[]', toArray(names)),
    }),
    toFile('parameters', 'staging/may_have_parameters', {
      about: `Returns whether a url may have one of staging.query_names(): true for each that has one, and for few others.
-- It looks for what several names have in common; a pattern with all names takes three times as long.`,
      statement: `create or replace function staging.may_have_parameters(p_url text) returns boolean
language sql immutable parallel safe
return strpos(p_url, '?') > 0 and (
${toFragments(parameters)
  .map((fragment) => `  strpos(p_url, ${quote(fragment)}) > 0`)
  .join(' or\n')});`,
    }),
    toFile('parameters', 'staging/click_id_names', {
      about: 'Lists the click ids. Each is a column of staging.site_tracking_events_s.',
      statement: toConstant('staging.click_id_names', 'text[]', toArray(parameters.clickIds)),
    }),
    toFile('parameters', 'staging/campaign_names', {
      about: 'Lists the campaign parameters. Each is a column of staging.site_tracking_events_s.',
      statement: toConstant('staging.campaign_names', 'text[]', toArray(parameters.campaign)),
    }),
    toFile('parameters', 'staging/click_ids', {
      about: `Returns the click ids of a staged event as one object: {"gclid": "…"}. Takes columns and not the row:
-- docs/scale-out.md, "Rules for the SQL".`,
      statement: `create or replace function staging.click_ids(
${wrap(parameters.clickIds.map((name) => `p_${name} text`))}
) returns jsonb
language sql immutable parallel safe
return jsonb_strip_nulls(jsonb_build_object(
${wrap(parameters.clickIds.map((name) => `${quote(name)}, p_${name}`))}));`,
    }),
  ];
}

/**
 * The shortest texts of which each name holds one: the beginning that all campaign parameters share, and the endings of
 * the click ids.
 *
 * @param {import('./renderPipeline.mjs').Rules['parameters']} parameters
 */
function toFragments({ campaign, clickIds }) {
  const [first = ''] = campaign;
  let shared = first.length;
  while (!campaign.every((name) => name.startsWith(first.slice(0, shared)))) shared -= 1;
  return [first.slice(0, shared), ...new Set(clickIds.map((name) => `${name.slice(-4)}=`))];
}

/**
 * @param {string} source
 * @param {string} name
 * @param {{ about: string, statement: string }} text
 * @returns {[path: string, text: string]}
 */
export function toFile(source, name, { about, statement }) {
  return [
    `packages/server/sql/functions/${name}.sql`,
    `-- Generated from packages/contract/pipeline/${source}.json. Do not edit: npx pnpm@12.21.0 run generate
-- ${about}
-- Reads nothing, writes nothing.
${statement}
`,
  ];
}

/**
 * @param {string} name
 * @param {string} type
 * @param {string} value
 */
function toConstant(name, type, value) {
  return `create or replace function ${name}() returns ${type}
language sql immutable parallel safe
return ${value};`;
}

/**
 * @param {[string, import('./renderPipeline.mjs').CheckRule]} entry
 * @param {number} index
 */
function toCheckRow([rule, { pointer, message, weight, status }], index) {
  return `    (${[index + 1, quote(rule), quote(pointer), quote(message), weight, quote(status)].join(', ')})`;
}

/** @param {[string, import('./renderPipeline.mjs').CategoryRule]} entry */
function toCategoryCase([event, { category, action, actionFrom, ifOutbound }]) {
  const parts = [category, action, actionFrom, ifOutbound?.category, ifOutbound?.action];
  // SQL returns null for an index past the end of an array, so trailing empty parts can be left out.
  while (parts.at(-1) === undefined) parts.pop();
  return `  when p_event_type = ${quote(event)} then ${toArray(parts)}`;
}

/** @param {[string, string[]]} entry */
export function toReferrerCase([kind, hosts]) {
  const names = hosts.filter((host) => host.endsWith('.*')).map((host) => host.slice(0, -2));
  // A wildcard nearly always matches .com: listed as a host, it needs no pattern.
  const exact = [...names.map((name) => `${name}.com`), ...hosts.filter((host) => !host.endsWith('.*'))];
  /** @param {number} count */
  const withLabels = (count) => exact.filter((host) => host.split('.').length === count).map(quote);
  const conditions = [
    ...toMembership('p_two', withLabels(2)),
    ...toMembership('p_three', withLabels(3)),
    ...names.map(toWildcard),
  ];
  return `  when ${conditions.join('\n    or ')}\n    then ${quote(kind)}`;
}

/**
 * @param {string} column
 * @param {string[]} values
 */
function toMembership(column, values) {
  return values.length === 0 ? [] : [`${column} in (\n${wrap(values, '      ')})`];
}

/**
 * Cheap comparisons come first, since a pattern costs more.
 *
 * @param {string} name
 */
function toWildcard(name) {
  const prefix = quote(`${name}.`);
  return `(starts_with(p_two, ${prefix}) or starts_with(p_three, ${prefix}))
      and p_host ~ ${quote(`(^|\\.)${name}(\\.[a-z]{1,3}){1,2}$`)}`;
}

/** @param {(string | undefined)[]} values */
export function toArray(values) {
  const inline = `array[${values.map(quote).join(', ')}]`;
  return inline.length <= 100 ? inline : `array[\n${wrap(values.map(quote))}]`;
}

/** @param {string | undefined} value */
export function quote(value) {
  return value === undefined ? 'null' : `'${value.replaceAll("'", "''")}'`;
}

/**
 * Comma-separated, in lines of at most 110 characters.
 *
 * @param {string[]} items
 */
export function wrap(items, indent = '  ') {
  /** @type {string[]} */
  const lines = [];
  for (const item of items) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + item.length < 108) lines[lines.length - 1] = `${line}, ${item}`;
    else lines.push(`${indent}${item}`);
  }
  return lines.join(',\n');
}
