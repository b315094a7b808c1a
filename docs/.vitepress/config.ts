import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { env } from 'node:process';
import { defineConfig } from 'vitepress';
import { toAnchor } from '../../scripts/docs/readMarkdown.ts';
import type { Page, Section } from '../site/Page.ts';
import { REPOSITORY } from '../site/rewriteLinks.ts';
import { ROOT } from '../site/root.ts';
import { STAGE, stageSite } from '../site/stageSite.ts';
import { toLlmsText } from '../site/toLlmsText.ts';

/** The folder of the site on its host: `DOCS_BASE=/tracker/ npm run docs:build`. */
const base = env.DOCS_BASE ?? '/';
const site = await stageSite();
const toSidebar = (area: Section['area']) =>
  site.sections
    .filter((section) => section.area === area)
    .map(({ title, pages }) => ({ text: title, items: pages.map(toItem) }));
const toItem = ({ path, label, title }: Page) => ({ text: label ?? title, link: `/${path}` });

export default defineConfig({
  lang: 'en',
  title: 'OneVault Tracker',
  description: 'Tracking that loses nothing: guides, tutorials and references.',
  base,
  srcDir: '.cache/pages',
  outDir: 'dist',
  cacheDir: '.cache/vite',
  lastUpdated: true,
  // Servers of the reader.
  ignoreDeadLinks: 'localhostLinks',
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  // Anchors as GitHub makes them: the same links are right in both places.
  markdown: {
    anchor: { slugify: (title) => toAnchor(title, []) },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    languageAlias: { caddyfile: 'nginx' },
    config(markdown) {
      // Pages are templates of Vue, and the documents are not written for it: its braces are text.
      const { rules } = markdown.renderer;
      for (const name of ['text', 'code_inline'] as const) {
        const render = rules[name];
        rules[name] = (...args) => (render?.(...args) ?? '').replaceAll('{{', '&#123;&#123;');
      }
      // A head without words is no head: a screen reader would announce an empty one.
      markdown.core.ruler.push('empty-heads', ({ tokens }) => {
        for (const [index, token] of tokens.entries()) {
          const end = tokens[index + 2];
          if (token.type === 'th_open' && tokens[index + 1]?.content === '' && end) token.tag = end.tag = 'td';
        }
      });
    },
  },
  themeConfig: {
    nav: [
      { text: 'Tutorials', link: '/tutorials/owner', activeMatch: '/tutorials/' },
      { text: 'Guides', link: '/guides/testing', activeMatch: '/guides/' },
      { text: 'Reference', link: '/reference/tracker', activeMatch: '/reference/' },
      { text: 'Explanation', link: '/explanation/delivery', activeMatch: '/explanation/|/decisions/' },
      { text: 'Troubleshooting', link: '/troubleshooting' },
    ],
    // By the folder of the page. Groups are not folded: a button inside a button is none for a screen reader.
    sidebar: {
      '/decisions/': toSidebar('decisions'),
      '/reference/': toSidebar('reference'),
      '/glossary': toSidebar('reference'),
      '/': toSidebar('learn'),
    },
    outline: { level: [2, 3], label: 'On this page' },
    // In the page's own build: nothing is fetched from elsewhere, so it works without a network.
    search: {
      provider: 'local',
      options: { detailedView: true },
    },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    editLink: {
      pattern: ({ frontmatter }) => `https://github.com/onevault/tracker/edit/main/${frontmatter.source}`,
      text: 'Change this page',
    },
    lastUpdated: { text: 'Last changed', formatOptions: { dateStyle: 'long', timeZone: 'UTC', forceLocale: true } },
    externalLinkIcon: true,
  },
  vite: {
    server: { fs: { allow: [ROOT] } },
    plugins: [
      {
        name: 'restage',
        // While somebody writes, a changed document becomes its page again.
        configureServer({ watcher }) {
          watcher.add(['docs', 'packages', 'examples'].map((folder) => join(ROOT, folder, '**/*.md')));
          watcher.on('change', (file) => site.restage(relative(ROOT, file)));
        },
      },
    ],
  },
  buildEnd({ outDir }) {
    for (const file of readdirSync(STAGE, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.md')) continue;
      mkdirSync(dirname(join(outDir, file)), { recursive: true });
      copyFileSync(join(STAGE, file), join(outDir, file));
    }
    writeFileSync(join(outDir, 'llms.txt'), toLlmsText(site.sections, base));
  },
});
