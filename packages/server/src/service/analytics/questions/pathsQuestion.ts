import { ANALYTICS_ROUTES, PATHS_BY, type PathNode, type PathsData } from '@onevault/contract';
import type { AnalyticsQuestion } from '../../../engine/port.ts';
import { readInteger, refuseQuery } from '../../readQuery.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';
import { readFilters } from '../readFilter.ts';
import { readWord } from '../readRequest.ts';

type PathsQuestion = Extract<AnalyticsQuestion, { kind: 'paths' }>;

const STEPS = { min: 2, max: 10, fallback: 5 };
/** The number of links grows with its square, and nobody can read a drawing of more. */
const LIMIT = { min: 1, max: 50, fallback: 10 };
const ANCHORS = ['start', 'end'] as const;
/** A way begins or ends at one of these; which sessions are looked at is what `filter` is for. */
const ANCHOR_DIMENSIONS = ['page', 'event'];

/** As the engine answers: nodes have numbers within their step, 0 for the others. */
interface CountedPaths {
  sessions: number;
  nodes: (Omit<PathNode, 'id'> & { node: number })[];
  links: { step: number; node: number; next: number; sessions: number }[];
}

export const pathsQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.paths,
  summary: 'The ways through the site, from or to a page or event',
  description:
    'Nodes and links for a Sankey diagram. Each session counts once, from the first time that it came to `start`, or up to the first time that it came to `end`.',
  reply: 'PathsReplySchema',
  query: [
    {
      name: 'start',
      description:
        'Where the ways begin, in the form of a filter by `page` or `event`: `page:is:/pricing`. Default: the first step of the session',
      schema: { type: 'string' },
    },
    {
      name: 'end',
      description: 'Where the ways end, instead of `start`: `event:is:signup`. The steps are counted backwards from it',
      schema: { type: 'string' },
    },
    {
      name: 'by',
      description:
        '`page`: page views by their page; `event`: page views and actions by their event type; `both`: page views by their page, actions by their type',
      schema: { type: 'string', enum: PATHS_BY, default: PATHS_BY[0] },
    },
    {
      name: 'steps',
      description: 'How many steps, with the first',
      schema: { type: 'integer', minimum: STEPS.min, maximum: STEPS.max, default: STEPS.fallback },
    },
    {
      name: 'limit',
      description: 'How many pages and events of each step; the others are one node of the kind `other`',
      schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
    },
  ],
  isShareable: true,
  read(query) {
    const anchor = readAnchor(query);
    return {
      kind: 'paths',
      ...(anchor && { anchor }),
      by: readWord(query, 'by', PATHS_BY),
      steps: readInteger(query, 'steps', STEPS),
      limit: readInteger(query, 'limit', LIMIT),
    };
  },
  toPage(data, question) {
    const { sessions, nodes, links } = data as CountedPaths;
    const isBackward = (question as PathsQuestion).anchor?.at === 'end';
    const ids = new Map(nodes.map((node) => [`${node.step} ${node.node}`, toId(node)]));
    const idOf = (step: number, node: number) => ids.get(`${step} ${node}`) ?? '';
    return {
      data: {
        sessions,
        nodes: nodes.map(({ node: _node, ...node }) => ({ id: toId(node), ...node })),
        links: links.map(({ step, node, next, sessions: count }) => {
          const [near, far] = [idOf(step, node), idOf(step + 1, next)];
          return { source: isBackward ? far : near, target: isBackward ? near : far, sessions: count };
        }),
      } satisfies PathsData,
    };
  },
  columns: ['source_step', 'source_kind', 'source', 'target_step', 'target_kind', 'target', 'sessions'],
  toRows(data) {
    const { nodes, links } = data as PathsData;
    const byId = new Map(nodes.map((node) => [node.id, node]));
    return [
      ...links.map((link) => ({
        ...toColumns('source', byId.get(link.source)),
        ...toColumns('target', byId.get(link.target)),
        sessions: link.sessions,
      })),
      ...nodes
        .filter(({ dropped }) => dropped > 0)
        .map((node) => ({ ...toColumns('source', node), target_kind: 'dropped', sessions: node.dropped })),
    ];
  },
};

function readAnchor(query: URLSearchParams): PathsQuestion['anchor'] {
  const [at, second] = ANCHORS.filter((name) => query.has(name));
  if (at === undefined) return undefined;
  if (second !== undefined) throw refuseQuery(second, 'Give start or end, and not both', 'value_error');
  const [filter] = readFilters([query.get(at) ?? ''], at);
  if (filter === undefined || !ANCHOR_DIMENSIONS.includes(filter.dimension)) {
    throw refuseQuery(at, 'Its dimension should be page or event. For others use filter', 'value_error');
  }
  return { at, filter };
}

function toId({ step, kind, value }: Pick<PathNode, 'step' | 'kind' | 'value'>): string {
  return kind === 'other' ? `${step}:other` : `${step}:${kind}:${value ?? ''}`;
}

function toColumns(end: 'source' | 'target', node: PathNode | undefined): Record<string, unknown> {
  return { [`${end}_step`]: node?.step, [`${end}_kind`]: node?.kind, [end]: node?.value };
}
