/** The schemas that are ours, the lowest layer first: ARCHITECTURE.md, "Layers in SQL". `auth.schemas` lists the same. */
export const SCHEMAS = [
  'util',
  'auth',
  'audit',
  'raw',
  'staging',
  'business',
  'totals',
  'pipeline',
  'upkeep',
  'read',
  'api',
];
