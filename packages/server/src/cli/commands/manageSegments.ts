import type { SegmentParts } from '../../service/saved/readDefinition.ts';
import { createDefinitionCommand } from '../saved/createDefinitionCommand.ts';
import { toCell } from '../toTable.ts';

const HELP = `onevault-server segments <verb> --customer <id>: named sets of filters for questions of analytics

  list                      Shows the segments
  create --name <name>      Makes a segment
      --filter <filter>     <dimension>:<operator>:<value>, such as country:is:DE. Repeatable: all must hold
  change --name <name>      Changes the given parts: --filter (all of them anew)
      --rename <name>
  delete --name <name>      Deletes a segment, unless a share key is bound to it

  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

docs/saved.md describes them.
`;

export const manageSegments = createDefinitionCommand({
  kind: 'segment',
  help: HELP,
  flags: { filter: { type: 'string', multiple: true } },
  toBody: ({ filter }) => ({ ...(filter && { filters: filter }) }),
  columns: ['FILTERS'],
  toCells: (body) => [toCell((body as SegmentParts).filters.join('  '))],
});
