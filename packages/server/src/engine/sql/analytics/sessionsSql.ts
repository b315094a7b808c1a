import type { SessionPlace } from '../../analytics.ts';
import { kindOf } from './dimensions.ts';
import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toPopulationSql } from './populationSql.ts';

/** The texts of a session: its column without `_key`, and the kind. */
const TEXTS: readonly [name: string, column: string, kind: string][] = [
  ['entry_page', 'entry', 'page'],
  ['exit_page', 'exit', 'page'],
  ...['source', 'channel', 'referrer', 'utm_campaign', 'device', 'browser', 'os', 'language', 'country'].map(
    (name): [string, string, string] => [name, name, name],
  ),
];

/** A row of a session `s` of facts, with its business key, as jsonb. */
export const SESSION_ROW = `jsonb_build_object(
        'session_id', s.site_session_bk,
        'visitor_id', (
          select n.site_visitor_bk from totals.session_totals as t
          join business.site_visitor_h as n on n.tenant_hk = $1 and n.site_visitor_hk = t.site_visitor_hk
          where t.tenant_hk = $1 and t.site_session_hk = s.site_session_hk),
        'started_at', util.iso(s.started_at), 'ended_at', util.iso(s.ended_at),
        'duration_s', round(extract(epoch from s.ended_at - s.started_at), 3),
        'events', s.events, 'page_views', s.page_views, 'is_bounce', s.page_views = 1 and s.interactions = 0,
        ${TEXTS.map(
          ([name, column, kind]) =>
            `'${name}', (select t.value from facts.texts as t where t.tenant_hk = $1 and t.kind = ${kindOf(kind)} and t.text_key = s.${column}_key limit 1)`,
        ).join(', ')})`;

export interface SessionsParts {
  limit: number;
  after?: SessionPlace;
}

/**
 * The statement of a list of sessions, newest first: one row `{population, data}`. `data` has one row more than the limit
 * if there are more.
 */
export function toSessionsSql(parameters: Parameters, parts: PopulationParts, { limit, after }: SessionsParts): string {
  const population = toPopulationSql(parameters, parts);
  const page =
    after === undefined
      ? ''
      : `and (s.started_at, h.site_session_bk collate "C") < (${parameters.bind(after.startedAt, 'timestamptz')}, ${parameters.bind(after.sessionId, 'text')})`;
  return `${toGroupedSql(population, { key: '1', ofSession: { key: '1' } })}, page as (
      select s.*, h.site_session_bk
      from visited as v
      join facts.sessions as s on s.tenant_hk = $1 and s.session_key = v.session_key
      join business.site_session_h as h on h.tenant_hk = $1 and h.site_session_hk = s.site_session_hk
      where true ${page}
      order by s.started_at desc, h.site_session_bk collate "C" desc
      limit ${parameters.bind(limit + 1, 'integer')}
    )
    select (select p.population from population as p) as population, (
      select coalesce(jsonb_agg(${SESSION_ROW}
        order by s.started_at desc, s.site_session_bk collate "C" desc), '[]')
      from page as s) as data`;
}
