import type { GoalParts } from '../../service/saved/readDefinition.ts';
import { createDefinitionCommand } from '../saved/createDefinitionCommand.ts';
import { toCell } from '../toTable.ts';

const HELP = `onevault-server goals <verb> --customer <id>: what counts as a conversion

  list                      Shows the goals
  create --name <name>      Makes a goal
      --filter <filter>     Such as event:is:signup. Repeatable: an event that passes all is a conversion
      --currency <code>     With --value or --property: what a conversion is worth. Default: its orders
      --value <number>      Always the same
      --property <name>     A number of the event
  change --name <name>      Changes the given parts
      --rename <name>
  delete --name <name>      Deletes a goal

  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

docs/saved.md describes them.
`;

export const manageGoals = createDefinitionCommand({
  kind: 'goal',
  help: HELP,
  flags: {
    filter: { type: 'string', multiple: true },
    currency: { type: 'string' },
    value: { type: 'string' },
    property: { type: 'string' },
  },
  toBody: ({ filter, currency, value, property }) => ({
    ...(filter && { filters: filter }),
    ...([currency, value, property].some((one) => one !== undefined) && {
      revenue: {
        ...(currency !== undefined && { currency }),
        // What is no number is refused with its place, as in the API.
        ...(value !== undefined && { value: /^\d+(\.\d+)?$/.test(value) ? Number(value) : value }),
        ...(property !== undefined && { property }),
      },
    }),
  }),
  columns: ['WORTH', 'FILTERS'],
  toCells(body) {
    const { filters, revenue } = body as GoalParts;
    const worth =
      revenue === null
        ? 'orders'
        : `${'value' in revenue ? revenue.value : toCell(revenue.property)} ${revenue.currency}`;
    return [worth, toCell(filters.join('  '))];
  },
});
