import type { Section } from './Page.ts';

/**
 * The list of all pages for programs that read them, as llmstxt.org describes it: each with one line, as Markdown.
 *
 * @param base the site's folder on its host, with slashes around it
 */
export function toLlmsText(sections: Section[], base: string): string {
  const lists = sections.map(({ title, pages }) => {
    const lines = pages.map(({ path, label, title: name, description }) => {
      const shown = (label ?? name).replace(/[[\]]/g, '');
      return `- [${shown}](${base}${path}.md): ${description}`;
    });
    return `## ${title}\n\n${lines.join('\n')}\n`;
  });
  const about =
    'A browser tracking SDK that loses nothing, a server that says for each event how far it came and why, and a test kit.';
  return `# OneVault Tracker\n\n> ${about}\n\n${lists.join('\n')}`;
}
