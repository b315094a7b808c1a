import type { Environment } from '@onevault/contract';
import { findMisplacement, toEnvironment } from '../../service/environmentRule.ts';
import { type Finding, fine, problem } from './finding.ts';

/**
 * Whether a key that is for one environment takes the events of a page (decision 0067). Without a name in the page they
 * are accepted, unless the key is for production and a program drives the browser.
 */
export function inspectEnvironment(isFor: Environment, named: string | undefined, customer: string): Finding {
  if (named !== undefined && findMisplacement(isFor, { event_data: { environment: named } })) {
    const create = `onevault-server keys create --customer ${customer}`;
    // Of a name that no key can be for, only a key for any environment takes the events.
    const option = toEnvironment(named) ? ` --environment ${named}` : '';
    return problem(
      'environment',
      `the key is for ${isFor}, and the page says that it is ${JSON.stringify(named)}: each of its events is refused (WRONG_ENVIRONMENT)`,
      `a key of its own: ${create}${option}, or environment "${isFor}" in the page if that is what it is`,
    );
  }
  const driven = isFor === 'production' ? ', and those of a browser that a program drives, as in CI' : '';
  return fine('environment', `the key is for ${isFor}: it refuses events that name another environment${driven}`);
}
