import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const DIST = fileURLToPath(new URL('../dist', import.meta.url));

export interface BuiltPage {
  /** `guides/testing.html` */
  path: string;
  html: string;
  ids: Set<string>;
}

/** Every page as it was built. */
export function readSite(): BuiltPage[] {
  if (!existsSync(join(DIST, 'llms.txt'))) {
    throw new Error('Failed to test the site: it is not built. Please run `npm run docs:build` first.');
  }
  return readdirSync(DIST, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.html') && path !== '404.html')
    .sort()
    .map((path) => {
      const html = readFileSync(join(DIST, path), 'utf8');
      return { path, html, ids: new Set(Array.from(html.matchAll(/\sid="([^"]+)"/g), ([, id = '']) => decode(id))) };
    });
}

/** Links of a page to what the site does not have. */
export function findDeadLinks({ path, html, ids }: BuiltPage, pages: BuiltPage[]): string[] {
  const links = Array.from(html.matchAll(/<a\s[^>]*?href="([^"]*)"/g), ([, link = '']) => decode(link));
  return [...new Set(links)].flatMap((link) => {
    if (/^[a-z]+:/i.test(link)) return [];
    const [file = '', anchor] = link.split('#');
    const target =
      file === '' ? path : posix.join('.', file.startsWith('/') ? file.slice(1) : join(posix.dirname(path), file));
    const named = target === '.' || target.endsWith('/') ? posix.join(target, 'index.html') : target;
    const page = pages.find((one) => one.path === named);
    if (!page && !existsSync(join(DIST, named))) return [`${link}: there is no ${named}`];
    const known = page === undefined || page.path === path ? ids : page.ids;
    return anchor && !known.has(decodeURIComponent(anchor)) ? [`${link}: ${named} has no #${anchor}`] : [];
  });
}

/** Scripts, styles, fonts and pictures of other hosts. */
export function findForeign(text: string): string[] {
  const tags = text.matchAll(
    /<(?:script|link|img|source|iframe|video|audio)\s[^>]*?(?:src|href)="(https?:[^"]*|\/\/[^"]*)"/g,
  );
  const styles = text.matchAll(/(?:url\(|@import\s+)["']?(https?:[^"')\s]*|\/\/[^"')\s]*)/g);
  return [...tags, ...styles].map(([, address = '']) => address);
}

function decode(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
