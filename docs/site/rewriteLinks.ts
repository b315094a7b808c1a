import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path/posix';
import { ROOT } from './root.ts';

/** Where a reader finds what the site does not have: the code. */
export const REPOSITORY = 'https://github.com/onevault/tracker';
/** Links to the repository's own address are links to its files. */
const OURS = /^https:\/\/github\.com\/onevault\/tracker\/(?:blob|tree)\/main\//;
/** Around the number of a piece of code that is put aside: a sign that no document has. */
const HELD = '\uE000';
const IMAGE = /\.(?:svg|webp|png)$/;

export interface Target {
  /** Pages of the site, by the document that they are made from. */
  pages: Map<string, string>;
  /** Called with each picture that the site needs. */
  onImage(file: string): void;
}

/**
 * Makes the links of a document right for the site: to its pages where it has them, else to the repository. Links inside
 * code stay as they are.
 *
 * @param source the document: `docs/testing.md`
 * @param path its page: `guides/testing`
 */
export function rewriteLinks(text: string, source: string, path: string, target: Target): string {
  let fence = '';
  return text
    .split('\n')
    .map((line) => {
      const [, mark = ''] = /^ *(`{3,}|~{3,})/.exec(line) ?? [];
      if (mark && (!fence || (mark.startsWith(fence) && line.trim() === mark))) {
        fence = fence ? '' : mark;
        return line;
      }
      return fence ? line : rewriteLine(line, (link) => toLink(link, source, path, target));
    })
    .join('\n');
}

function rewriteLine(line: string, toNew: (link: string) => string): string {
  const codes: string[] = [];
  const bare = line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, (code) => `${HELD}${codes.push(code) - 1}${HELD}`);
  return bare
    .replace(/(\]\()([^)\s]+)/g, (_, start, link) => start + toNew(link))
    .replace(/(\b(?:src|href)=")([^"]+)/g, (_, start, link) => start + toNew(link))
    .replace(/^(\[[^\]]+\]:\s+)(\S+)/, (_, start, link) => start + toNew(link))
    .replace(new RegExp(`${HELD}(\\d+)${HELD}`, 'g'), (_, index) => codes[Number(index)] ?? '');
}

function toLink(link: string, source: string, path: string, { pages, onImage }: Target): string {
  const isOurs = OURS.test(link);
  if (link.startsWith('#') || link.startsWith('/') || (/^[a-z]+:/i.test(link) && !isOurs)) return link;
  const [file = '', anchor] = link.replace(OURS, '').split('#');
  const named = isOurs ? normalize(file) : normalize(join(dirname(source), decodeURI(file)));
  const hash = anchor ? `#${anchor}` : '';
  const isFolder = existsSync(join(ROOT, named)) && statSync(join(ROOT, named)).isDirectory();
  const page = pages.get(named) ?? pages.get(join(named, 'README.md'));
  if (page !== undefined) return `${toRelative(dirname(path), `${page || 'index'}.md`)}${hash}`;
  if (IMAGE.test(named)) {
    onImage(named);
    return `/${named.replace(/^docs\//, '')}`;
  }
  return `${REPOSITORY}/${isFolder ? 'tree' : 'blob'}/main/${named.replace(/\/$/, '')}${hash}`;
}

function toRelative(from: string, to: string): string {
  const way = relative(from === '.' ? '' : from, to);
  return way.startsWith('.') ? way : `./${way}`;
}
