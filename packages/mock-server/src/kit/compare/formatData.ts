import { CONTEXT_PROPERTIES } from '../../plan/contextProperties.ts';
import { formatValue } from './formatValue.ts';

/** Formats `event_data` for a message: the event's own properties, since the SDK's context would fill the line. */
export function formatData(data: object): string {
  return formatValue(Object.fromEntries(Object.entries(data).filter(([name]) => !CONTEXT_PROPERTIES.has(name))));
}
