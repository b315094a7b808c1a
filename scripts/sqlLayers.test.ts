/**
 * The edges between the schemas of packages/server/sql, read from its files: part of `lint:imports`, which needs no
 * database. packages/conformance/test/sql/layers.test.ts holds the installed catalogue to the same rule.
 */
import { readSqlFiles } from '@onevault/server/internal/engine/sql/readSqlFiles';
import { expect, test } from 'vitest';
import { findUpwardEdges, UPWARD_EXCEPTIONS } from '../packages/conformance/test/sql/layerRule.ts';

test('no function and no view uses a schema above its own', () => {
  const { functions, views } = readSqlFiles();
  const definitions = [...functions, ...views].map(({ name, text }) => {
    const [, schema, object] = /^\w+\/(\w+)\/(\w+)\.sql$/.exec(name) ?? [];
    return { name: `${schema}.${object}`, source: text };
  });
  expect(definitions.length).toBeGreaterThan(120);
  expect(new Set(findUpwardEdges(definitions))).toEqual(new Set(Object.keys(UPWARD_EXCEPTIONS)));
});
