import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Section } from './Page.ts';
import { readDocument } from './readDocument.ts';
import { ROOT } from './root.ts';

/** Documents that stand somewhere else than among the guides. */
const NO_GUIDES = ['README', 'glossary', 'limits', 'pipeline', 'troubleshooting'];
/** The order of the guides; others follow. */
const GUIDES = [
  'testing',
  'frameworks',
  'proxy',
  'analytics',
  'reading',
  'saved',
  'reports',
  'alerts',
  'health-checks',
  'import',
  'operations',
  'scale-out',
];
/** Where the title or the first sentence of a guide does not say enough by itself. */
const WORDS: Record<string, { label?: string; description?: string }> = {
  analytics: {
    label: 'Questions of analytics',
    description: 'Count visitors, sessions, page views, events and revenue: every question, filter and answer.',
  },
  frameworks: { description: 'React Router, TanStack Router, Angular: the pattern of each route on its page views.' },
  'health-checks': {
    label: 'Health checks',
    description: 'Whether the tracking of a site works as it should: ten checks, and what to do.',
  },
  import: {
    label: 'Import history',
    description: 'Take the history of a site from exports of Plausible, Umami or GA4.',
  },
  operations: {
    label: 'Run it in production',
    description:
      'Install, roles, keys, TLS, health, metrics, backups, upgrades, and what to do when something is wrong.',
  },
  proxy: {
    label: 'Under your own address',
    description:
      'Serve the script and take events under your own address: Next.js, Nuxt, SvelteKit, workers, nginx, Caddy.',
  },
  reading: {
    label: 'Read single events',
    description: 'Search, live stream, export, replay, retention, erasure: what to ask beyond numbers.',
  },
  reports: { label: 'Reports by e-mail', description: 'The numbers of each week or month, by e-mail or as a file.' },
  saved: {
    label: 'Segments, goals, share keys',
    description: 'Name filters, conversions and funnels once, leave internal traffic out, and share a dashboard.',
  },
  'scale-out': { description: 'Spread the customers over many machines with Citus.' },
  testing: {
    label: 'Test tracking',
    description: 'Waits, matchers, faults, a clock and plans: tests with Vitest, jest, MSW, Playwright and Cypress.',
  },
};

const EXPLANATIONS = {
  delivery: 'Why sending is not enough, and what makes an event arrive exactly once.',
  'page-close': 'What happens to the last events when a tab closes.',
  privacy: 'What is decided in the browser, what on the server, and what stays your part.',
  pipeline: 'Why events go through three layers in one transaction.',
  'data-vault': 'What a Data Vault brings for events, what it costs, and where we left the textbook.',
};

/** Every page by its section, in the order of the sidebar. @param references the pages that code makes */
export function listSections(references: Page[]): Section[] {
  const at = (folder: string) => references.filter(({ path }) => path.startsWith(folder));
  const guides = listNames('docs').filter((name) => !NO_GUIDES.includes(name));
  const decisions = listNames('docs/decisions').filter((name) => name !== 'README');
  return [
    {
      title: 'Tutorials',
      area: 'learn',
      pages: [
        readDocument('README.md', 'overview', {
          label: 'Overview and install',
          description: 'Start it, install it, and the smallest page, app and test.',
        }),
        readDocument('docs/tutorials/owner.md', 'tutorials/owner', {
          label: 'For the owner of a site',
          description: 'One line in a page, and the first visit as numbers.',
        }),
        readDocument('docs/tutorials/single-page-app.md', 'tutorials/single-page-app', {
          label: 'For a developer',
          description: 'Track the routes, clicks and own events of a single-page app.',
        }),
        readDocument('docs/tutorials/tester.md', 'tutorials/tester', {
          label: 'For a tester',
          description: 'A test that fails when an event is gone, wrong or doubled.',
        }),
        readDocument('docs/tutorials/operator.md', 'tutorials/operator', {
          label: 'For an operator',
          description: 'PostgreSQL, keys, a proxy, and a backup that comes back.',
        }),
      ],
    },
    {
      title: 'Troubleshooting',
      area: 'learn',
      pages: [
        readDocument('docs/troubleshooting.md', 'troubleshooting', {
          label: 'By symptom',
          description:
            'No events, 401, 403, CORS, blockers, consent, doubled views and more: how to see each, and what to do.',
        }),
      ],
    },
    {
      title: 'Guides',
      area: 'learn',
      pages: [
        ...[...GUIDES.filter((name) => guides.includes(name)), ...guides.filter((name) => !GUIDES.includes(name))].map(
          (name) => readDocument(`docs/${name}.md`, `guides/${name}`, WORDS[name]),
        ),
        readDocument('packages/sdk/AGENTS.md', 'guides/agents', { label: 'With a coding agent' }),
        ...[
          'script-tag',
          'react-spa',
          'nextjs',
          'vue',
          'nuxt',
          'sveltekit',
          'astro',
          'playwright',
          'integration-tests',
          'jest-jsdom',
        ].map((name) => readDocument(`examples/${name}/README.md`, `guides/examples/${name}`)),
      ],
    },
    {
      title: 'Reference',
      area: 'reference',
      pages: [
        readDocument('packages/sdk/README.md', 'reference/tracker', {
          label: 'Tracker: options and methods',
          description:
            'Every option, method, attribute and automatic event of the tracker, its sizes, browsers and promises.',
        }),
        readDocument('packages/server/README.md', 'reference/server', {
          label: 'Server: flags and routes',
          description: 'Every flag, key, route and error of the server, with examples.',
        }),
        readDocument('packages/mock-server/README.md', 'reference/test-kit', { label: 'Test kit' }),
        ...at('reference/e'),
        readDocument('docs/limits.md', 'reference/limits'),
        readDocument('docs/pipeline.md', 'reference/pipeline', { label: 'Pipeline: every column' }),
        readDocument('docs/glossary.md', 'glossary'),
      ],
    },
    { title: 'Tracker: what is exported', area: 'reference', pages: at('reference/api/') },
    { title: 'Commands', area: 'reference', pages: at('reference/cli/') },
    { title: 'HTTP routes', area: 'reference', pages: at('reference/http/') },
    {
      title: 'Explanation',
      area: 'learn',
      pages: [
        ...Object.entries(EXPLANATIONS).map(([name, description]) =>
          readDocument(`docs/explanation/${name}.md`, `explanation/${name}`, { description }),
        ),
        readDocument('ARCHITECTURE.md', 'explanation/architecture', {
          description: 'Follow one event through the code.',
        }),
        readDocument('docs/benchmarks/README.md', 'benchmarks', {
          description: 'Our tracker beside others from npm, and our server beside its limits.',
        }),
        readDocument('bench/README.md', 'explanation/measurements', {
          description: 'What each script measures, and where the time of an event goes.',
        }),
        readDocument('CONTRIBUTING.md', 'explanation/contributing', {
          description: 'Work on this repository: the commands, the tests, the style.',
        }),
      ],
    },
    {
      title: 'Decisions',
      area: 'decisions',
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
