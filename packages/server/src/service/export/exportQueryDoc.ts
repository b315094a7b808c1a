import type { EndpointDoc } from '../endpoint.ts';
import { EVENT_QUERY_DOC } from '../readEventQuery.ts';

export const EXPORT_FORMATS = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The parameters' documentation. */
export const EXPORT_QUERY_DOC: NonNullable<EndpointDoc['query']> = [
  {
    name: 'format',
    description: 'Default `ndjson`, or `csv` with `Accept: text/csv`',
    schema: { type: 'string', enum: EXPORT_FORMATS },
  },
  ...EVENT_QUERY_DOC.filter(({ name }) => name !== 'series' && name !== 'cursor'),
  {
    name: 'cursor',
    description: 'The `cursor` of the last row that the client has, or the cursor at the end of an export',
    schema: { type: 'string' },
  },
];
