import type { FunnelStep } from '@onevault/contract';
import type { FunnelParts } from '../../service/saved/readDefinition.ts';
import { failed } from '../readFlags.ts';
import { createDefinitionCommand } from '../saved/createDefinitionCommand.ts';
import { toCell } from '../toTable.ts';

const HELP = `onevault-server funnels <verb> --customer <id>: named steps, one after another

  list                      Shows the funnels
  create --name <name>      Makes a funnel
      --step <name>=<filter>
                            Such as Cart=event:is:add_to_cart. 2 to 10, in order; the same name again adds a filter
      --order <order>       in_order, strict or any. Default in_order
      --within <time>       session, visitor, or a time such as 7d. Default session
  change --name <name>      Changes the given parts: --step (all of them anew)
      --rename <name>
  delete --name <name>      Deletes a funnel

  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

docs/saved.md describes them.
`;

export const manageFunnels = createDefinitionCommand({
  kind: 'funnel',
  help: HELP,
  flags: { step: { type: 'string', multiple: true }, order: { type: 'string' }, within: { type: 'string' } },
  toBody: ({ step, order, within }) => ({
    ...(step && { steps: readSteps(step) }),
    ...(order !== undefined && { order }),
    ...(within !== undefined && { within }),
  }),
  columns: ['ORDER', 'WITHIN', 'STEPS'],
  toCells(body) {
    const { steps, order, within } = body as FunnelParts;
    return [order, within, toCell(steps.map(({ name }) => name).join(' > '))];
  },
});

function readSteps(texts: readonly string[]): FunnelStep[] {
  const steps: FunnelStep[] = [];
  for (const text of texts) {
    const [, name = '', filter = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === '') throw failed('--step', 'it has another form', '--step Cart=event:is:add_to_cart');
    const known = steps.find((step) => step.name === name);
    if (known) known.filters.push(filter);
    else steps.push({ name, filters: [filter] });
  }
  return steps;
}
