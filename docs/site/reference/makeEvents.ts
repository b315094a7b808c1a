import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '../Page.ts';
import { ROOT } from '../root.ts';
import { CONTEXT_FIELDS, EVENT_CATALOGUE } from './eventCatalogue.ts';

type Categories = Record<string, { category: string } | undefined>;

/** Each event with its fields, and the category that the server gives it. */
export function makeEvents(): Page {
  const categories: Categories = JSON.parse(
    readFileSync(join(ROOT, 'packages/contract/pipeline/categories.json'), 'utf8'),
  );
  const sections = EVENT_CATALOGUE.map(({ type, when, by, fields }) => {
    const category = categories[type]?.category ?? 'custom';
    return `## ${type}\n\n${when}\n\nHow: ${by}. Category: ${category}.\n\n${toTable(fields)}`;
  });
  return {
    path: 'reference/events',
    title: 'Events',
    description: 'Every event that the tracker knows by name: when it is sent, and each of its fields.',
    madeFrom: ['packages/sdk/src', 'packages/contract/pipeline', 'docs/site/reference/eventCatalogue.ts'],
    text: [
      '# Events',
      'An event is `{event_id, event_type, page_url, event_data}`. Below are the types that the tracker knows by name, with the fields of their `event_data`. Any other name is stored as it is, in the category `custom`, with the fields that you give it.',
      'A field without a value is missing. What the server reads from these fields into columns: [Pipeline](../pipeline.md#columns).',
      `## On every event\n\n${toTable(CONTEXT_FIELDS)}`,
      ...sections,
    ].join('\n\n'),
  };
}

function toTable(fields: Record<string, string>): string {
  const rows = Object.entries(fields).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
  return `| field | |\n| --- | --- |\n${rows.join('\n')}`;
}
