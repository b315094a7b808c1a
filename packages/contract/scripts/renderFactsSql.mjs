import { listKinds } from './findMistakes.mjs';
import { quote, toArray, toFile, toReferrerCase, wrap } from './renderSql.mjs';

/**
 * Renders the SQL functions that say where a session came from, by the path of their file.
 *
 * @param {import('./renderPipeline.mjs').Rules} rules
 * @param {[zone: string, country: string][]} zones
 * @returns {[path: string, text: string][]}
 */
export function renderFactsSql({ sources, channels, referrers }, zones) {
  /** @type {Map<string, string[]>} */
  const byKind = new Map();
  for (const [source, hosts] of Object.entries(sources)) {
    const [kind = ''] = listKinds(hosts, referrers);
    byKind.set(kind, [...(byKind.get(kind) ?? []), source]);
  }
  // Hosts are looked up in the order of the referrer lists: mail.google.com is no google.*.
  const ordered = Object.keys(referrers)
    .flatMap((kind) => byKind.get(kind) ?? [])
    .map((source) => /** @type {[string, string[]]} */ ([source, sources[source] ?? []]));
  return [
    toFile('sources', 'facts/listed_source', {
      about:
        "Returns the name of a host that is a known source, or null. p_two and p_three are the host's last two and last three labels.",
      statement: `create or replace function facts.listed_source(p_host text, p_two text, p_three text) returns text
language sql immutable parallel safe
return case
${ordered.map(toReferrerCase).join('\n')}
end;`,
    }),
    toFile('sources', 'facts/source_kind', {
      about: 'Returns the kind of a known source, or null.',
      statement: `create or replace function facts.source_kind(p_source text) returns text
language sql immutable parallel safe
return case
${[...byKind].map(([kind, names]) => `  when p_source in (\n${wrap(names.map(quote), '      ')})\n    then ${quote(kind)}`).join('\n')}
end;`,
    }),
    toFile('channels', 'facts/channel', {
      about: 'Returns the channel of a session. p_kind is the kind of its source.',
      statement: `create or replace function facts.channel(p_kind text, p_medium text, p_click_ids jsonb) returns text
language sql immutable parallel safe
return case
${channels.map(toChannelCase).join('\n')}
end;`,
    }),
    [
      'packages/server/sql/functions/facts/country.sql',
      `-- Generated from countries-and-timezones. Do not edit: npx pnpm@12.21.0 run generate
-- Returns the country (ISO 3166, two letters) of an IANA time zone, or null. A zone of several countries has its main one.
-- Reads nothing, writes nothing.
create or replace function facts.country(p_timezone text) returns text
language sql immutable parallel safe
return '{
${wrap(
  zones.map(([zone, country]) => `"${zone}":"${country}"`),
  '',
)}
}'::jsonb ->> p_timezone;
`,
    ],
  ];
}

/** @param {import('./renderPipeline.mjs').ChannelRule} rule */
function toChannelCase({ channel, medium, kind, clickId }) {
  const conditions = [
    ...(medium ? [`lower(p_medium) in (${medium.map(quote).join(', ')})`] : []),
    ...(kind ? [`p_kind in (${kind.map(quote).join(', ')})`] : []),
    ...(clickId ? [`p_click_ids ?| ${toArray([...clickId])}`] : []),
  ];
  return conditions.length === 0
    ? `  else ${quote(channel)}`
    : `  when ${conditions.join(' and ')} then ${quote(channel)}`;
}
