import { ENVIRONMENTS, type Environment, type Reason } from '@onevault/contract';
import type { RawEvent } from '../engine/port.ts';
import { refuseBody } from './refuseBody.ts';

/** The rule in reasons and metrics, as `WRONG_ENVIRONMENT` is in answers. */
const WRONG_ENVIRONMENT = 'wrong_environment';

const MAX_SHOWN = 40;

/**
 * Why a key for one environment refuses an event: the event names another one in `event_data.environment`, or a program
 * drives its browser (`event_data.automated`) and the key is for production. An event that names none is accepted.
 */
export function findMisplacement(
  environment: Environment,
  { event_data: data = {} }: RawEvent['payload'],
): Reason | undefined {
  const named = data.environment;
  // Any other text: `ci` and `development` must not reach production either. An empty one is a variable that is not set.
  if (typeof named === 'string' && named !== '' && named !== environment) {
    const shown = JSON.stringify(named.slice(0, MAX_SHOWN));
    const other = toEnvironment(named) ? `a key for ${named}, or ` : '';
    const message = `This key is for ${environment}, and the event is of ${shown}: use ${other}a key without an environment`;
    return { rule: WRONG_ENVIRONMENT, pointer: '/event_data/environment', message };
  }
  if (environment !== 'production' || data.automated !== true) return undefined;
  const message =
    'This key is for production, and a program drives the browser: use a key for test, or a key without an environment';
  return { rule: WRONG_ENVIRONMENT, pointer: '/event_data/automated', message };
}

/** The `environment` of a key in a body; null: any. Throws a `Refusal` (422) for another word. */
export function readEnvironment(value: unknown): Environment | null {
  if (value === null) return null;
  const environment = toEnvironment(value);
  if (environment) return environment;
  throw refuseBody(['environment'], `Input should be one of ${ENVIRONMENTS.join(', ')}`, 'enum');
}

export function toEnvironment(value: unknown): Environment | undefined {
  return ENVIRONMENTS.find((one) => one === value);
}
