/** Our schemas, the lowest layer first: ARCHITECTURE.md, "Layers in SQL". `auth.schemas` lists the same. */
export const SCHEMAS = [
  'util',
  'audit',
  'auth',
  'raw',
  'staging',
  'business',
  'totals',
  'facts',
  'history',
  'alerts',
  'saved',
  'pipeline',
  'upkeep',
  'read',
  'api',
];
