import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from './Page.ts';
import { ROOT } from './root.ts';

type Entry = Partial<Pick<Page, 'label' | 'description'>>;

/** A page from a document of this repository: its title is the first heading, its line the first sentence below. */
export function readDocument(source: string, path: string, entry: Entry = {}): Page {
  const file = join(ROOT, source);
  if (!existsSync(file)) throw new Error(`Failed to build the site: there is no ${source}.`);
  const text = readFileSync(file, 'utf8');
  const title = /^# (.+)$/m.exec(text)?.[1]?.trim() ?? path;
  return { path, source, title, description: firstSentence(text), text, madeFrom: [source], ...entry };
}

/** Of the first paragraph, without Markdown. */
export function firstSentence(text: string): string {
  const paragraph = text.split(/\n{2,}/).find((part) => /^[\p{L}`[*]/u.test(part)) ?? '';
  const plain = paragraph
    .replace(/\s+/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|`/g, '');
  return (/^.{20,}?[.:!?](?= |$)/.exec(plain)?.[0] ?? plain).replace(/:$/, '.');
}
