/**
 * Which schema may use which: ARCHITECTURE.md, "Layers in SQL". A schema uses only those below it. Checked on the text of installed functions and views.
 */
export const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  util: [],
  audit: ['util'],
  auth: ['util', 'audit'],
  raw: ['util', 'auth'],
  staging: ['util', 'auth', 'raw'],
  business: ['util', 'auth', 'raw', 'staging'],
  totals: ['util', 'auth', 'raw', 'staging', 'business'],
  facts: ['util', 'auth', 'raw', 'staging', 'business', 'totals'],
  history: ['util', 'auth', 'audit'],
  alerts: ['util', 'auth', 'audit', 'raw', 'staging', 'business', 'totals'],
  saved: ['util', 'auth', 'audit', 'raw', 'staging', 'business', 'totals', 'facts', 'alerts'],
  pipeline: ['util', 'auth', 'audit', 'raw', 'staging', 'business', 'totals', 'facts'],
  upkeep: ['util', 'auth', 'audit', 'raw', 'staging', 'business', 'totals', 'facts', 'history', 'alerts', 'saved'],
  read: ['util', 'auth', 'audit', 'raw', 'staging', 'business', 'totals', 'facts', 'saved'],
  api: ['util', 'auth', 'raw', 'staging', 'business', 'totals', 'facts', 'pipeline', 'read'],
};

/** The allowed exceptions, each with its reason. */
export const UPWARD_EXCEPTIONS: Readonly<Record<string, string>> = {
  'staging.auto_process_if_needed uses pipeline.process_if_needed':
    'a public name, known to psql and to other programs',
  'staging.process_complete_pipeline uses pipeline.process_all': 'a public name',
  'staging.trigger_pipeline_now uses pipeline.process_now': 'a public name',
  'staging.get_pipeline_status uses read.pipeline_status': 'a public name',
  'auth.owner_functions uses upkeep.ensure_partitions': 'a list of names for grants: it calls nothing',
  'auth.owner_functions uses upkeep.drop_partitions': 'a list of names for grants: it calls nothing',
};

/** A function or view, with what it is made of. */
export interface SqlDefinition {
  /** `totals.count` */
  name: string;
  source: string;
}

/** Every `schema.name` of ours that a text names; comments do not count, the text of dynamic SQL does. */
export function findNames(source: string): string[] {
  const schemas = Object.keys(MAY_USE).join('|');
  const text = source.replace(/--[^\n]*/g, '');
  // Never an underscore at the end: dynamic SQL goes on with the month of a partition.
  const found = text.matchAll(new RegExp(`(?<![\\w.])(?:${schemas})\\.[a-z][a-z0-9_]*[a-z0-9](?!\\w*\\.)`, 'g'));
  return [...new Set([...found].map(([name]) => name))];
}

/** The edges that go upwards, as `staging.x uses business.y`. */
export function findUpwardEdges(definitions: readonly SqlDefinition[]): string[] {
  return definitions.flatMap(({ name, source }) => {
    const schema = schemaOf(name);
    const allowed = [schema, ...(MAY_USE[schema] ?? [])];
    return findNames(source)
      .filter((used) => !allowed.includes(schemaOf(used)))
      .map((used) => `${name} uses ${used}`);
  });
}

function schemaOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}
