import type { Draft, EventData } from '../events.ts';
import { toDraft } from './toDraft.ts';

export function transactionStep(step: string, action: string, data?: EventData): Draft {
  return toDraft('transaction_step', { step, action, ...data });
}
