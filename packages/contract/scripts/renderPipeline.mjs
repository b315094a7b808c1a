import { readFileSync } from 'node:fs';
import { findMistakes } from './findMistakes.mjs';
import { findZones } from './findZones.mjs';
import { renderFactsSql } from './renderFactsSql.mjs';
import { renderSql } from './renderSql.mjs';
import { renderTables } from './renderTables.mjs';

/** The root of the repository. */
export const ROOT = new URL('../../../', import.meta.url);
const DOCS = 'docs/pipeline.md';

/**
 * @typedef {import('../src/pipeline.ts').CheckRule} CheckRule
 * @typedef {import('../src/pipeline.ts').CategoryRule} CategoryRule
 * @typedef {import('../src/pipeline.ts').ChannelRule} ChannelRule
 * @typedef {object} Rules
 * @property {Record<string, CheckRule>} checks
 * @property {Record<string, CategoryRule>} categories
 * @property {Record<string, string[]>} referrers
 * @property {{ campaign: string[], clickIds: string[] }} parameters
 * @property {Record<string, string[]>} sources
 * @property {ChannelRule[]} channels
 */

/**
 * Renders every file generated from packages/contract/pipeline: path in the repository → text.
 *
 * @returns {Map<string, string>}
 * @throws when the rules contain mistakes
 */
export function renderPipeline() {
  const rules = readRules();
  const mistakes = findMistakes(rules);
  if (mistakes.length > 0) {
    throw new Error(`[OneVault] Failed to generate the pipeline's rules: ${mistakes.join('; ')}.`);
  }
  return new Map([
    ...renderSql(rules),
    ...renderFactsSql(rules, findZones()),
    [DOCS, fillMarkers(readText(DOCS), renderTables(rules))],
  ]);
}

/** @returns {Rules} */
function readRules() {
  /** @param {string} name */
  const read = (name) => JSON.parse(readText(`packages/contract/pipeline/${name}.json`));
  return {
    checks: read('checks'),
    categories: read('categories'),
    referrers: read('referrers'),
    parameters: read('parameters'),
    sources: read('sources'),
    channels: read('channels'),
  };
}

/** @param {string} path */
function readText(path) {
  return readFileSync(new URL(path, ROOT), 'utf8').replaceAll('\r\n', '\n');
}

/**
 * Puts each table between its markers, `<!-- generated: checks.json … -->` and `<!-- /generated -->`.
 *
 * @param {string} page
 * @param {Map<string, string>} tables by the name of their source file
 */
function fillMarkers(page, tables) {
  const filled = new Set();
  const text = page.replace(
    /(<!-- generated: (\w+)\.json\b.*-->\n)[\s\S]*?(<!-- \/generated -->)/g,
    (_whole, begin, name, end) => {
      filled.add(name);
      return `${begin}\n${tables.get(name)}\n\n${end}`;
    },
  );
  const missing = [...tables.keys()].filter((name) => !filled.has(name));
  if (missing.length > 0) {
    throw new Error(`[OneVault] Failed to generate ${DOCS}: it has no markers for ${missing.join(', ')}.`);
  }
  return text;
}
