import { ANALYTICS_ROUTES, FUNNEL_ORDERS, type FunnelData } from '@onevault/contract';
import { refuseQuery } from '../../readQuery.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';
import { readFilters } from '../readFilter.ts';
import { readWord } from '../readRequest.ts';
import { readWithin } from './readWithin.ts';

const STEPS = { min: 2, max: 10 };
/** What a saved funnel has itself. */
const OF_FUNNEL = ['step', 'order', 'within'];

export const funnelQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.funnel,
  summary: 'How many did one step after another, and where they stopped',
  description: `Needs ${STEPS.min} to ${STEPS.max} \`step\`: filters, each of one event; or the name of a saved \`funnel\`.`,
  reply: 'FunnelReplySchema',
  isShareable: true,
  query: [
    { name: 'funnel', description: 'The name of a saved funnel, in place of the others', schema: { type: 'string' } },
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
  read(query, _request, _params, saved) {
    const name = query.get('funnel');
    if (name !== null) {
      const other = OF_FUNNEL.find((parameter) => query.has(parameter));
      if (other !== undefined) throw refuseQuery(other, 'The saved funnel has its own', 'value_error');
      const funnel = saved.funnel(name);
      return {
        kind: 'funnel',
        steps: funnel.steps.map(({ filters }) => readFilters(filters, 'funnel')),
        order: funnel.order,
        within: readWithin(funnel.within),
      };
    }
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
      steps: saved.readFilters(steps, 'step'),
      order: readWord(query, 'order', FUNNEL_ORDERS),
      within: readWithin(query.get('within') ?? 'session'),
    };
  },
  toPage(data, _question, query, saved) {
    const counts = data as number[];
    const name = query.get('funnel');
    const steps = name === null ? query.getAll('step') : saved.funnel(name).steps.map((step) => step.name);
    const [first = 0] = counts;
    return {
      data: steps.map((step, n): FunnelData[number] => {
        const count = counts[n] ?? 0;
        const rate = first === 0 ? null : Math.round((count / first) * 10_000) / 10_000;
        return { step, count, rate, dropped: n === 0 ? 0 : (counts[n - 1] ?? 0) - count };
      }),
    };
  },
  columns: ['step', 'count', 'rate', 'dropped'],
};
