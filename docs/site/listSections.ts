import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Section } from './Page.ts';
import { readDocument } from './readDocument.ts';
import { ROOT } from './root.ts';

/** Documents that stand somewhere else than among the guides. */
const NO_GUIDES = ['README', 'glossary', 'limits', 'pipeline', 'troubleshooting'];
/** The order of the guides; others follow. */
const GUIDES = ['testing', 'proxy', 'analytics', 'reading', 'saved', 'reports', 'alerts', 'health-checks', 'import', 'operations', 'scale-out'];
const LABELS: Record<string, string> = {
  analytics: 'Questions of analytics',
  'health-checks': 'Health checks',
  operations: 'Run it in production',
  reading: 'Read single events',
  proxy: 'Under your own address',
  saved: 'Segments, goals, share keys',
  testing: 'Test tracking',
};

/** Every page by its section, in the order of the sidebar. @param references the pages that code makes */
export function listSections(references: Page[]): Section[] {
  const guides = listNames('docs').filter((name) => !NO_GUIDES.includes(name));
  const decisions = listNames('docs/decisions').filter((name) => name !== 'README');
  return [
    {
      title: 'Tutorials',
      pages: [
        readDocument('docs/tutorials/owner.md', 'tutorials/owner', { label: 'For the owner of a site' }),
        readDocument('docs/tutorials/single-page-app.md', 'tutorials/single-page-app', { label: 'For a developer' }),
        readDocument('docs/tutorials/tester.md', 'tutorials/tester', { label: 'For a tester' }),
        readDocument('docs/tutorials/operator.md', 'tutorials/operator', { label: 'For an operator' }),
      ],
    },
    {
      title: 'Troubleshooting',
      pages: [readDocument('docs/troubleshooting.md', 'troubleshooting', { label: 'By symptom' })],
    },
    {
      title: 'Guides',
      pages: [
        ...[...GUIDES.filter((name) => guides.includes(name)), ...guides.filter((name) => !GUIDES.includes(name))].map(
          (name) => readDocument(`docs/${name}.md`, `guides/${name}`, LABELS[name] ? { label: LABELS[name] } : {}),
        ),
        readDocument('packages/sdk/AGENTS.md', 'guides/agents', { label: 'With a coding agent' }),
        ...['script-tag', 'react-spa', 'nextjs', 'sveltekit', 'playwright', 'integration-tests', 'jest-jsdom'].map((name) =>
          readDocument(`examples/${name}/README.md`, `guides/examples/${name}`),
        ),
      ],
    },
    {
      title: 'Reference',
      pages: [
        readDocument('packages/sdk/README.md', 'reference/tracker', { label: 'Tracker: options and methods' }),
        readDocument('packages/server/README.md', 'reference/server', { label: 'Server: flags and routes' }),
        readDocument('packages/mock-server/README.md', 'reference/test-kit', { label: 'Test kit' }),
        ...references,
        readDocument('docs/limits.md', 'reference/limits'),
        readDocument('docs/pipeline.md', 'reference/pipeline', { label: 'Pipeline: every column' }),
        readDocument('docs/glossary.md', 'glossary'),
      ],
    },
    {
      title: 'Explanation',
      pages: [
        ...['delivery', 'page-close', 'privacy', 'pipeline', 'data-vault'].map((name) =>
          readDocument(`docs/explanation/${name}.md`, `explanation/${name}`),
        ),
        readDocument('ARCHITECTURE.md', 'explanation/architecture'),
        readDocument('bench/README.md', 'explanation/measurements'),
        readDocument('CONTRIBUTING.md', 'explanation/contributing'),
      ],
    },
    {
      title: 'Decisions',
      isCollapsed: true,
      pages: [
        readDocument('docs/decisions/README.md', 'decisions/index', { label: 'All decisions' }),
        ...decisions.map((name) => {
          const page = readDocument(`docs/decisions/${name}.md`, `decisions/${name}`);
          return { ...page, label: `${name.slice(0, 4)} ${page.title}` };
        }),
      ],
    },
  ];
}

function listNames(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -'.md'.length))
    .sort();
}
