import { ANALYTICS_ROUTES, FUNNEL_ORDERS, type FunnelData } from '@onevault/contract';
import type { FunnelWithin } from '../../../engine/port.ts';
import { parseDurationMs } from '../../../parseDurationMs.ts';
import { refuseQuery } from '../../readQuery.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';
import { readFilters } from '../readFilter.ts';
import { readWord } from '../readRequest.ts';

const STEPS = { min: 2, max: 10 };
const MAX_WITHIN_MS = 366 * 86_400_000;

export const funnelQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.funnel,
  summary: 'How many did one step after another, and where they stopped',
  description: `Needs ${STEPS.min} to ${STEPS.max} \`step\`: filters, each of one event.`,
  reply: 'FunnelReplySchema',
  query: [
    {
      name: 'step',
      description: 'A step, in the form of a filter; repeatable, in order',
      schema: { type: 'array', items: { type: 'string' }, minItems: STEPS.min, maxItems: STEPS.max },
    },
    {
      name: 'order',
      description: '`in_order`: with others between; `strict`: nothing between; `any`: in any order',
      schema: { type: 'string', enum: FUNNEL_ORDERS, default: FUNNEL_ORDERS[0] },
    },
    {
      name: 'within',
      description: '`session`, `visitor`, or a visitor within a time, such as `30m` or `7d`',
      schema: { type: 'string', default: 'session' },
    },
  ],
  read(query) {
    const steps = query.getAll('step');
    if (steps.length < STEPS.min || steps.length > STEPS.max) {
      throw refuseQuery(
        'step',
        `There should be ${STEPS.min} to ${STEPS.max} steps, and not ${steps.length}`,
        'value_error',
      );
    }
    return {
      kind: 'funnel',
      steps: readFilters(steps, 'step'),
      order: readWord(query, 'order', FUNNEL_ORDERS),
      within: readWithin(query.get('within') ?? 'session'),
    };
  },
  toPage(data, _question, query) {
    const counts = data as number[];
    const [first = 0] = counts;
    return {
      data: query.getAll('step').map((step, n): FunnelData[number] => {
        const count = counts[n] ?? 0;
        const rate = first === 0 ? null : Math.round((count / first) * 10_000) / 10_000;
        return { step, count, rate, dropped: n === 0 ? 0 : (counts[n - 1] ?? 0) - count };
      }),
    };
  },
  columns: ['step', 'count', 'rate', 'dropped'],
};

function readWithin(text: string): FunnelWithin {
  if (text === 'session' || text === 'visitor') return text;
  const ms = text.length > 40 ? undefined : parseDurationMs(text);
  if (ms === undefined || ms === 0 || ms > MAX_WITHIN_MS) {
    throw refuseQuery(
      'within',
      'Input should be session, visitor, or a time up to 366 days, such as 30m',
      'value_error',
    );
  }
  return { seconds: ms / 1000 };
}
