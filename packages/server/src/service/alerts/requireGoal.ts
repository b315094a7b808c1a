import type { NewAlertRule, Operations } from '../../engine/port.ts';
import { refuseBody } from '../refuseBody.ts';

/** Throws a `Refusal` (422) if a rule is about a goal that the customer does not have. */
export async function requireGoal(
  { saved }: Pick<Operations, 'saved'>,
  customerId: string,
  { kind, settings }: Pick<NewAlertRule, 'kind' | 'settings'>,
): Promise<void> {
  if (kind !== 'goal') return;
  const goals = await saved.findDefinitions(customerId, 'goal');
  if (goals.some(({ id }) => id === settings.goal_id)) return;
  throw refuseBody(['settings', 'goal_id'], 'The customer has no goal with this id', 'value_error');
}
