import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Markdown } from './readMarkdown.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Links to the site of this repository are checked as links to its files. */
const SITE = /^https:\/\/github\.com\/onevault\/tracker\/(?:blob|tree)\/main\//;

/**
 * Links of a document to files and headings of this repository that do not exist, with line numbers. Other sites are not
 * asked: they may be down.
 *
 * @param anchors of every document, by its path
 */
export function findDeadLinks(path: string, prose: Markdown['prose'], anchors: Map<string, string[]>): string[] {
  return prose.flatMap(({ line, text }) =>
    listLinks(text).flatMap((link) => {
      const problem = checkLink(path, link, anchors);
      return problem ? [`${line}: ${link}: ${problem}`] : [];
    }),
  );
}

function listLinks(line: string): string[] {
  const withoutCode = line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '`code`');
  const inline = Array.from(withoutCode.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g), ([, link = '']) => link);
  const references = Array.from(withoutCode.matchAll(/^\[[^\]]+\]:\s+(\S+)/g), ([, link = '']) => link);
  return [...inline, ...references];
}

function checkLink(from: string, link: string, anchors: Map<string, string[]>): string | undefined {
  const isOurSite = SITE.test(link);
  if (/^[a-z]+:/i.test(link) && !isOurSite) return undefined;
  const [file = '', anchor] = link.replace(SITE, '').split('#');
  const target = isOurSite ? normalize(file) : file ? normalize(join(dirname(from), decodeURI(file))) : from;
  if (target.startsWith('..')) return 'it leaves the repository';
  const path = join(ROOT, target);
  if (!existsSync(path)) return `there is no ${target}`;
  if (!anchor) return undefined;
  const known = anchors.get(statSync(path).isDirectory() ? join(target, 'README.md') : target);
  if (!known) return `${target} is no document with headings`;
  return known.includes(decodeURIComponent(anchor)) ? undefined : `${target} has no heading #${anchor}`;
}
