import { now } from '../browser/now.ts';
import type { Draft, EventData } from '../events.ts';
import { toDraft } from './toDraft.ts';

export function customEvent(type: string, data?: EventData): Draft {
  return toDraft(type, { timestamp: now(), ...data });
}
