import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { listSections } from './listSections.ts';
import type { Page, Section } from './Page.ts';
import { readDates } from './readDates.ts';
import { readDocument } from './readDocument.ts';
import { makeReferences } from './reference/makeReferences.ts';
import { rewriteLinks } from './rewriteLinks.ts';
import { ROOT } from './root.ts';

/** What VitePress reads: every page with the links of the site. */
export const STAGE = join(ROOT, 'docs/.cache/pages');
const HOME = 'docs/site/home.md';

export interface Site {
  sections: Section[];
  /** Writes the page of a document again, after a change; says whether there is one. */
  restage(source: string): boolean;
}

/** Gathers the pages of the site and writes them, with the date of their last change, into `STAGE`. */
export async function stageSite(): Promise<Site> {
  const sections = listSections(await makeReferences());
  const home: Page = readDocument(HOME, 'index');
  const pages = [home, ...sections.flatMap((section) => section.pages)];
  const paths = new Map(pages.map(({ source, path }) => [source ?? `docs/${path}.md`, path]));
  // What GitHub shows for the folder, the home page is for the site.
  paths.set('docs/README.md', 'index');
  const dateOf = readDates();

  rmSync(STAGE, { recursive: true, force: true });
  const write = (page: Page) => {
    const file = join(STAGE, `${page.path}.md`);
    mkdirSync(dirname(file), { recursive: true });
    const text = rewriteLinks(page.text, page.source ?? `docs/${page.path}.md`, page.path, {
      pages: paths,
      onImage(image) {
        const copy = join(STAGE, 'public', image.replace(/^docs\//, ''));
        mkdirSync(dirname(copy), { recursive: true });
        cpSync(join(ROOT, image), copy);
      },
    });
    writeFileSync(file, toFrontMatter(page, dateOf(page.madeFrom)) + text.replace(/^---\n[\s\S]*?\n---\n/, ''));
  };
  for (const page of pages) write(page);
  return {
    sections,
    restage(source) {
      const page = pages.find((one) => one.source === source);
      if (page) write({ ...page, text: readDocument(source, page.path).text });
      return page !== undefined;
    },
  };
}

/** The page's own, if it has some, and what the site says of it. */
function toFrontMatter({ text, title, description, source, path }: Page, date: string | undefined): string {
  const own = /^---\n([\s\S]*?\n)---\n/.exec(text)?.[1] ?? '';
  const lines = [
    `title: ${JSON.stringify(title)}`,
    `description: ${JSON.stringify(description)}`,
    ...(source ? [`source: ${source}`] : ['editLink: false']),
    // A page without a date says nothing, rather than something wrong.
    `lastUpdated: ${date ?? false}`,
    ...(basename(path) === 'index' ? ['aside: false'] : []),
  ];
  return `---\n${lines.join('\n')}\n${own}---\n\n`;
}
